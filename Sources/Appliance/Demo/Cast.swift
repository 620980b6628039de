import Foundation
import Identity

/// The processes of the demonstration.
actor Cast {
    let files: DemonstrationFiles
    /// The program that plays a validator's twin; nil where it was not built.
    let twin: URL?
    private(set) var processes: [ChildProcess] = []

    init(files: DemonstrationFiles, twin: URL?) {
        self.files = files
        self.twin = twin
    }

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

    /// Starts another process with a validator's key.
    func startTwin(of name: String, number: UInt32) throws {
        guard let twin else { return }
        let peers = try DemonstrationPlan.validators.filter { $0 != name }.compactMap { peer in
            try self.files.places[peer].map { place in
                let key = try KeyFile.publicKey(at: self.files.key(peer).appendingPathExtension("pub"))
                return "\(key.hex),\(place.publish),\(place.catchUp)"
            }
        }
        try self.start(
            "twin", [self.files.key(name).path, self.files.file("genesis.cbor").path, "\(number)"] + peers,
            program: twin)
    }

    private func start(_ name: String, _ arguments: [String], program: URL? = nil) throws {
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
