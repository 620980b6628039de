import Foundation
import Identity

/// The processes of the demonstration.
actor Cast {
    let files: DemonstrationFiles
    /// The process through which people reach the chain.
    let entrance: String
    private(set) var processes: [ChildProcess] = []

    init(files: DemonstrationFiles, entrance: String) {
        self.files = files
        self.entrance = entrance
    }

    nonisolated func client(_ box: String) -> ControlClient { ControlClient(socket: self.files.socket(box)) }

    nonisolated func signer(_ key: String) throws -> Signer {
        try Signer(client: self.client(self.entrance), key: self.files.key(key))
    }

    func startSimulation() throws {
        try self.start(
            "simulation",
            [
                "simulate", "--scene", self.files.file("scene.yaml").path, "--profiles", self.files.profiles.path,
                "--clock", self.files.file("clock.yaml").path,
            ])
    }

    func startBox(_ name: String) throws {
        try self.start(name, ["run", "--config", self.files.file("\(name).yaml").path])
    }

    /// Starts a process in the story's folder.
    ///
    /// - Parameter program: nil is this one.
    func start(_ name: String, _ arguments: [String], program: URL? = nil) throws {
        self.processes.removeAll { $0.name == name }
        self.processes.append(try ChildProcess(name, arguments, folder: self.files.folder, program: program))
    }

    /// Ends a process that the story needs no more.
    func stop(_ name: String) async {
        for process in self.processes where process.name == name { await process.stop() }
        self.processes.removeAll { $0.name == name }
    }

    func kill(_ name: String) { self.processes.first { $0.name == name }?.kill() }

    /// The first process that has ended by itself.
    func casualty() -> ChildProcess? { self.processes.first { !$0.isRunning } }

    func stopAll() async {
        for process in self.processes.reversed() { await process.stop() }
    }
}
