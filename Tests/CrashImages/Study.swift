import CFileRecorder
import Consensus
import Foundation
import Identity
import Ledger
import Storage
import TestSupport

/// Records a validator at work, and recovers from what power cuts may have left of its files.
struct Study {
    let images: Int
    let blocks: Int
    let seed: UInt64
    let folder: URL
    /// As if the disk had lied about every sync of this file: what must be found then shows that the study sees anything.
    var unsynced: String?

    /// What others may rely on at a moment.
    private struct Promises {
        var height = 0
        var sentVotes = 0
        /// Outbox items that must be there.
        var queued: Set<Int64> = []

        mutating func take(_ event: Recording.Event) {
            guard case .mark(let text, let number) = event else { return }
            switch text {
            case "final": self.height = Int(number)
            case "sent": self.sentVotes = Int(number) + 1
            case "queued": self.queued.insert(Int64(number))
            case "confirming": self.queued.remove(Int64(number))
            default: break
            }
        }
    }

    struct Result {
        var images = 0
        var crashPoints = 0
        var failures: [String] = []
    }

    func run() async throws -> Result {
        let (recording, validator) = try await self.record()
        // Many images at each moment, in proportion to what they can differ in.
        var disk = Disk(unsynced: self.unsynced)
        var weights: [Int] = []
        for event in recording.events {
            disk.take(event)
            weights.append(min(disk.pendingCount, 12) + 1)
        }
        let total = weights.reduce(0, +)
        var random = SeededGenerator(seed: self.seed)
        var result = Result()
        var promises = Promises()
        disk = Disk(unsynced: self.unsynced)
        for (index, event) in recording.events.enumerated() {
            disk.take(event)
            promises.take(event)
            let share = Double(self.images * weights[index]) / Double(total)
            let count = Int(share) + (Double.random(in: 0..<1, using: &random) < share - share.rounded(.down) ? 1 : 0)
            if count > 0 { result.crashPoints += 1 }
            for _ in 0..<count {
                let image = disk.image(using: &random)
                result.images += 1
                do {
                    try await self.recover(image, promises, validator)
                } catch {
                    result.failures.append("event \(index), image \(result.images): \(error)")
                }
            }
        }
        return result
    }

    private func record() async throws -> (Recording, Validator) {
        let place = self.folder.appendingPathComponent("original").path
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        recorder_start(place)
        var validator = try await Validator(directory: place)
        try await validator.drive(.start)
        for block in 0..<self.blocks { try await validator.makeBlock(transactions: 1 + block % 7) }
        recorder_stop()
        try await validator.close()
        return (Recording(), validator)
    }

    private func recover(_ image: [String: [UInt8]], _ promises: Promises, _ original: Validator) async throws {
        let place = self.folder.appendingPathComponent("image").path
        try? FileManager.default.removeItem(atPath: place)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        for (name, bytes) in image { try Data(bytes).write(to: URL(fileURLWithPath: "\(place)/\(name)")) }
        var recovered = try await Validator(directory: place)
        let height = Int(await recovered.chain.tip.height)
        guard height >= promises.height else {
            throw Failure(description: "block \(promises.height) was final, the chain ends at \(height)")
        }
        for block in try await recovered.chain.blocks(from: 1, count: height, maximumBytes: .max) {
            let expected = original.hashes[Int(block.block.header.height) - 1]
            guard block.block.hash == expected else {
                throw Failure(description: "block \(block.block.header.height) is another one")
            }
        }
        let waiting = Set(try await recovered.box.head(10_000).map(\.id))
        guard waiting.isSuperset(of: promises.queued) else {
            throw Failure(description: "outbox entries \(promises.queued.subtracting(waiting).sorted()) are lost")
        }
        try await recovered.drive(.start)
        try await recovered.makeBlock(transactions: 1)
        guard Int(await recovered.chain.tip.height) > height else {
            throw Failure(description: "no block after height \(height)")
        }
        try Self.compare(recovered.sent, with: original.sent.prefix(promises.sentVotes))
        try await recovered.close()
    }

    /// What is signed after the power cut must not contradict what left before it.
    private static func compare(_ new: [Vote], with old: ArraySlice<Vote>) throws {
        for vote in new {
            for other in old where other.statement.view == vote.statement.view {
                let (left, right) = (vote.statement, other.statement)
                if left.kind == right.kind, left.blockHash != right.blockHash {
                    throw Failure(description: "a second \(left.kind) in view \(left.view)")
                }
                if (left.kind == .nullify && right.kind == .finalize)
                    || (left.kind == .finalize && right.kind == .nullify)
                {
                    throw Failure(description: "finalize and nullify in view \(left.view)")
                }
            }
        }
    }
}
