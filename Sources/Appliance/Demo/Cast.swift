import Foundation

/// The processes of the demonstration.
actor Cast {
    let files: DemonstrationFiles
    private(set) var processes: [ChildProcess] = []

    init(files: DemonstrationFiles) { self.files = files }

    nonisolated func client(_ box: String) -> ControlClient { ControlClient(socket: self.files.socket(box)) }

    nonisolated func signer(_ key: String, at box: String = "substation") throws -> Signer {
        try Signer(client: self.client(box), key: self.files.key(key))
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

    private func start(_ name: String, _ arguments: [String]) throws {
        self.processes.removeAll { $0.name == name }
        self.processes.append(try ChildProcess(name, arguments, folder: self.files.folder))
    }

    func kill(_ name: String) { self.processes.first { $0.name == name }?.kill() }

    /// The first process that has ended by itself.
    func casualty() -> ChildProcess? { self.processes.first { !$0.isRunning } }

    func stopAll() async {
        for process in self.processes.reversed() { await process.stop() }
    }
}
