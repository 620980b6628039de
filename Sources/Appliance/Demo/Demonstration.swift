public import Foundation
import Glibc
import Platform

/// A whole neighbourhood on one machine: simulated lines, four validators and two boxes as processes of their own.
public struct Demonstration: Sendable {
    private let files: DemonstrationFiles
    private let keepsRunning: Bool
    private let twin: URL?

    /// - Parameters:
    ///   - profiles: folder of device profiles and tariffs.
    ///   - folder: where its files go; a new temporary one without it.
    ///   - keepsRunning: leaves the processes running at the end.
    ///   - twin: the program that plays a validator's twin; without it that scene is left out.
    public init(profiles: URL, folder: URL?, keepsRunning: Bool, twin: URL?) throws {
        let name = "gridtally-demo-\(getpid())"
        let place = folder ?? FileManager.default.temporaryDirectory.appendingPathComponent(name)
        self.files = try DemonstrationFiles(
            folder: place.standardizedFileURL, profiles: profiles.standardizedFileURL)
        self.keepsRunning = keepsRunning
        self.twin = twin?.standardizedFileURL
    }

    /// Runs the story; true where every step happened. SIGTERM and SIGINT end it, and every process with it.
    public func run() async throws -> Bool {
        let isComplete = Guarded(false)
        let part = Part(name: "demonstration") {
            let result = try await self.perform()
            isComplete.withLock { $0 = result }
        }
        try await Parts.run([part], log: ProcessLog.make("demo"))
        return isComplete.withLock { $0 }
    }

    private func perform() async throws -> Bool {
        let story = Story()
        try self.files.write()
        let cast = Cast(files: self.files, twin: self.twin)
        let isComplete: Bool
        do {
            try await self.play(story, cast)
            story.tell("every step happened.")
            isComplete = true
        } catch {
            story.tell("FAILED: \(error)")
            for process in await cast.processes { print("  last words of \(process.name):\n\(process.tail())") }
            isComplete = false
        }
        if self.keepsRunning && isComplete {
            print(self.lookAround)
        } else {
            // In a task of its own: a cancelled one would not wait for the processes to end.
            await Task { await cast.stopAll() }.value
            if isComplete { try? FileManager.default.removeItem(at: self.files.folder) }
            print(
                isComplete
                    ? "Everything is stopped. `scripts/demo --keep` leaves it running to look around."
                    : "The files and logs are in \(self.files.folder.path).")
        }
        return isComplete
    }

    private func play(_ story: Story, _ cast: Cast) async throws {
        let scenes = DemonstrationScenes(story: story, cast: cast, files: self.files)
        try await scenes.start()
        try await scenes.meter()
        let payments = try await scenes.bill()
        try await scenes.disconnect()
        try await scenes.reconnect()
        try await scenes.refuse(replayOf: payments)
        try await scenes.crashAndCatchUp()
        try await scenes.crashValidator()
        try await scenes.contradict()
        try await scenes.find()
        try await scenes.prove()
        try await scenes.compareReplicas()
    }

    private var lookAround: String {
        let folder = self.files.folder.path
        let program = CommandLine.arguments[0]
        return """
            It goes on running in \(folder). Look around with:
              \(program) status   --socket \(folder)/box-1.sock
              \(program) account  --socket \(folder)/box-1.sock
              \(program) bill A1-01 --socket \(folder)/box-1.sock
              \(program) findings --socket \(folder)/box-2.sock
              \(program) events   --socket \(folder)/substation.sock
              \(program) ledger verify --config \(folder)/box-1.yaml
            Stop it with: pkill -f \(folder)
            """
    }
}
