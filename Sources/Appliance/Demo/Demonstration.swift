public import Foundation
import Glibc
import Platform

/// A story that runs on one machine, from simulated lines to the bill and the relay, with every service as a process of its
/// own.
public struct Demonstration: Sendable {
    private let scene: DemonstrationScene
    private let files: DemonstrationFiles
    private let keepsRunning: Bool
    private let twin: URL?

    /// - Parameters:
    ///   - profiles: folder of device profiles and tariffs.
    ///   - folder: where its files go; a new temporary one without it.
    ///   - keepsRunning: leaves the processes running at the end.
    ///   - twin: the program that plays a validator's twin; without it that scene is left out.
    public init(
        _ scene: DemonstrationScene = .neighbourhood, profiles: URL, folder: URL?, keepsRunning: Bool, twin: URL?
    ) {
        let name = "gridtally-demo-\(getpid())"
        let place = folder ?? FileManager.default.temporaryDirectory.appendingPathComponent(name)
        self.scene = scene
        self.files = DemonstrationFiles(
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
        let production = try Production(self.scene, self.files, twin: self.twin)
        try self.files.write(production.script)
        for box in production.script.pages.keys.sorted() {
            if let address = production.script.address(of: box) { story.tell("\(box)'s page is \(address)") }
        }
        let cast = Cast(files: self.files, entrance: production.entrance)
        let isComplete: Bool
        do {
            try await production.play(story, cast)
            story.tell("every step happened.")
            isComplete = true
        } catch {
            story.tell("FAILED: \(error)")
            for process in await cast.processes { print("  last words of \(process.name):\n\(process.tail())") }
            isComplete = false
        }
        if self.keepsRunning && isComplete {
            print(self.lookAround(production))
        } else {
            // In a task of its own: a cancelled one would not wait for the processes to end.
            await Task { await cast.stopAll() }.value
            if isComplete { self.files.clear() }
            print(
                isComplete
                    ? "Everything is stopped. `scripts/demo --keep` leaves it running to look around."
                    : "The files and logs are in \(self.files.folder.path).")
        }
        return isComplete
    }

    private func lookAround(_ production: Production) -> String {
        let folder = self.files.folder.path
        let program = CommandLine.arguments[0]
        return """
            It goes on running in \(folder). Look around with:
              \(program) status   --socket \(folder)/\(production.box).sock
              \(program) account  --socket \(folder)/\(production.box).sock
              \(program) bill \(production.account) --socket \(folder)/\(production.box).sock
              \(program) findings --socket \(folder)/\(production.box).sock
              \(program) events   --socket \(folder)/\(production.entrance).sock
              \(program) ledger verify --config \(folder)/\(production.box).yaml
            Stop it with: pkill -f \(folder)
            """
    }
}
