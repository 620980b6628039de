import Foundation

/// The replicas of a measurement as processes of their own.
actor ClusterProcesses {
    let files: ClusterFiles
    private var running: [String: ChildProcess] = [:]

    private init(files: ClusterFiles) { self.files = files }

    /// Gives `body` the replicas' processes, none of them started yet, and stops them at its end; where it fails, their
    /// last words are told.
    nonisolated static func run<Figures>(
        _ files: ClusterFiles, _ body: (ClusterProcesses) async throws -> Figures
    ) async throws -> Figures {
        let processes = ClusterProcesses(files: files)
        do {
            let figures = try await body(processes)
            await processes.stopAll()
            return figures
        } catch {
            FileHandle.standardError.write(Data((await processes.lastWords() + "\n").utf8))
            await processes.stopAll()
            throw error
        }
    }

    func start(_ name: String) throws {
        let arguments = ["run", "--config", self.files.folder.file("\(name).yaml").path]
        let command = try self.files.network?.command(name, ChildProcess.ownProgram, arguments)
        self.running[name] = try ChildProcess(
            name, command?.arguments ?? arguments, folder: self.files.folder.url, program: command?.program)
    }

    /// Starts all validators and followers and waits until each answers.
    func startAll() async throws {
        for name in self.files.replicas { try self.start(name) }
        for name in self.files.replicas { try await self.waitForAnswer(of: name) }
    }

    func waitForAnswer(of name: String) async throws {
        _ = try await Story().wait(for: "\(name) answers", seconds: 30) { try await self.status(name) }
    }

    /// SIGKILL, and waits for the end.
    func kill(_ name: String) async {
        guard let process = self.running.removeValue(forKey: name) else { return }
        process.kill()
        while process.isRunning { try? await Task.sleep(for: .milliseconds(5)) }
    }

    func pause(_ names: [String]) { for name in names { self.running[name]?.pause() } }

    func resume(_ names: [String]) { for name in names { self.running[name]?.resume() } }

    nonisolated func status(_ name: String) async throws -> StatusReport {
        try await self.files.client(name).get("/api/v1/status")
    }

    func usage(_ name: String) throws -> ProcessUsage {
        guard let process = self.running[name], let usage = ProcessUsage(of: process.identifier) else {
            throw StepFailure(step: "\(name) runs", lastSeen: "it has ended")
        }
        return usage
    }

    func usages(_ names: [String]) throws -> [ProcessUsage] { try names.map { try self.usage($0) } }

    /// Replicas that have ended by themselves.
    func casualties() -> [String] { self.running.filter { !$0.value.isRunning }.map(\.key).sorted() }

    func lastWords() -> String {
        self.running.sorted { $0.key < $1.key }.map { "last words of \($0.key):\n\($0.value.tail(6))" }
            .joined(separator: "\n")
    }

    /// Lets one end in good order, and waits for it.
    func stop(_ name: String) async { await self.running.removeValue(forKey: name)?.stop() }

    func stopAll() async {
        let processes = Array(self.running.values)
        await withTaskGroup(of: Void.self) { group in
            for process in processes { group.addTask { await process.stop() } }
        }
        self.running = [:]
    }

    /// Waits until all replicas have the same height and state root; gives them.
    func agreement(seconds: Int) async throws -> (height: UInt64, stateRoot: String) {
        try await Story().wait(for: "equal state roots on all replicas", seconds: seconds) {
            var reports: [StatusReport] = []
            for name in self.files.replicas { reports.append(try await self.status(name)) }
            guard let first = reports.first, reports.allSatisfy({ $0.height == first.height }) else {
                throw StepFailure(
                    step: "equal heights", lastSeen: reports.map { "\($0.name) \($0.height)" }.joined(separator: ", "))
            }
            guard reports.allSatisfy({ $0.stateRoot == first.stateRoot }) else {
                throw StepFailure(step: "equal roots", lastSeen: "different state roots at height \(first.height)")
            }
            return (first.height, first.stateRoot)
        }
    }
}
