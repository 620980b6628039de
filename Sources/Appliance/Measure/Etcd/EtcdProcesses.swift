import Foundation

/// An etcd cluster of three processes on the loopback, as Debian ships it: every write is synced.
actor EtcdProcesses {
    private struct Member {
        let name: String
        let client: Int
        let peer: Int
    }

    private let program: URL
    private let folder: MeasureFolder
    private let members: [Member]
    private var running: [ChildProcess] = []

    init(folder: MeasureFolder) throws {
        self.program = try MissingProgram.find("etcd", package: "etcd-server")
        self.folder = folder
        let names = (1...3).map { "etcd-\($0)" }
        let places = try DemonstrationFiles.endpoints(names)
        self.members = names.compactMap { name in
            guard let place = places[name], let client = Self.port(place.publish), let peer = Self.port(place.catchUp)
            else { return nil }
            return Member(name: name, client: client, peer: peer)
        }
    }

    private static func port(_ endpoint: String) -> Int? { endpoint.split(separator: ":").last.flatMap { Int($0) } }

    /// Starts all and waits until they have a leader; gives the client port of the leader.
    func start() async throws -> Int {
        let cluster = self.members.map { "\($0.name)=http://127.0.0.1:\($0.peer)" }.joined(separator: ",")
        for member in self.members {
            let (client, peer) = ("http://127.0.0.1:\(member.client)", "http://127.0.0.1:\(member.peer)")
            self.running.append(
                try ChildProcess(
                    member.name,
                    [
                        "--name", member.name, "--data-dir", self.folder.file(member.name).path,
                        "--listen-client-urls", client, "--advertise-client-urls", client,
                        "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                        "--initial-cluster", cluster, "--initial-cluster-state", "new",
                        "--logger", "zap", "--log-level", "warn",
                    ], folder: self.folder.url, program: self.program))
        }
        return try await Story().wait(for: "etcd has a leader", seconds: 30) { try await self.leader() }
    }

    /// A write asks the leader alone in the end, and is a hop shorter where it begins there.
    private func leader() async throws -> Int? {
        for member in self.members {
            let status = try await EtcdConnection.status(port: member.client)
            if status.leader == status.header.memberID { return member.client }
        }
        return nil
    }

    func lastWords() -> String {
        self.running.map { "last words of \($0.name):\n\($0.tail(6))" }.joined(separator: "\n")
    }

    func stop() async {
        for process in self.running { await process.stop() }
        self.running = []
    }
}
