import Foundation
import Metering

/// `gridtally measure idle`: a validator and a follower with nothing to do, as processes of their own.
public struct IdleMeasurement: Sendable {
    public var seconds: Double

    public init(seconds: Double) { self.seconds = seconds }

    public func run() async throws -> IdleFigures {
        let folder = try MeasureFolder()
        defer { folder.remove() }
        try IdleZone(folder: folder).write()
        var boxes: [ChildProcess] = []
        do {
            for name in IdleZone.boxes {
                boxes.append(
                    try ChildProcess(
                        name, ["run", "--config", folder.file("\(name).yaml").path], folder: folder.url))
            }
            try await self.waitUntilConnected(folder)
            let before = try boxes.map { try Self.usage($0) }
            try await Task.sleep(for: .seconds(self.seconds))
            let after = try boxes.map { try Self.usage($0) }
            for box in boxes { await box.stop() }
            return IdleFigures(
                seconds: self.seconds,
                boxes: zip(IdleZone.boxes, zip(before, after)).map { name, usage in
                    IdleFigures.Box(name, from: usage.0, to: usage.1)
                })
        } catch {
            for box in boxes {
                FileHandle.standardError.write(Data("last words of \(box.name):\n\(box.tail())\n".utf8))
                await box.stop()
            }
            throw error
        }
    }

    private func waitUntilConnected(_ folder: MeasureFolder) async throws {
        let client = ControlClient(socket: folder.file("\(IdleZone.boxes[1]).sock"))
        try await Story().wait(for: "the follower is connected", seconds: 30) {
            let status: StatusReport = try await client.get("/api/v1/status")
            return status.peers.allSatisfy(\.isConnected) ? () : nil
        }
    }

    private static func usage(_ box: ChildProcess) throws -> ProcessUsage {
        guard let usage = ProcessUsage(of: box.identifier) else {
            throw StepFailure(step: "\(box.name) runs", lastSeen: "it has ended")
        }
        return usage
    }
}
