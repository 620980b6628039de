import Foundation
import Identity
import TestKit

/// Runs clusters from seeds; each failing seed can be run again, event by event.
@main
struct ClusterSimulator {
    static func main() async {
        let options: Options
        do {
            options = try Options(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n\(Options.usage)\n".utf8))
            exit(2)
        }
        exit(await Self(options: options).run() ? 0 : 1)
    }

    let options: Options

    /// True where every seed passed.
    private func run() async -> Bool {
        let start = ContinuousClock.now
        var (passed, failed, height, virtual) = (0, 0, UInt64(0), 0.0)
        var seeds = (self.options.traced.map { $0...$0 } ?? self.options.seeds).makeIterator()
        await withTaskGroup(of: ClusterResult.self) { group in
            func startNext() {
                guard !(self.options.stopsAtFirstFailure && failed > 0), let seed = seeds.next() else { return }
                group.addTask { self.run(seed) }
            }
            for _ in 0..<self.options.workers { startNext() }
            while let result = await group.next() {
                self.report(result)
                passed += result.failure == nil ? 1 : 0
                failed += result.failure == nil ? 0 : 1
                height += result.height
                virtual += result.seconds
                startNext()
            }
        }
        let elapsed = ContinuousClock.now - start
        let seconds = max(0.001, Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
        let rate = (Double(passed + failed) / seconds).formatted(.number.precision(.fractionLength(1)))
        print("\(height) blocks in \(Int(virtual)) s of virtual time, \(rate) seeds a second")
        print("\(passed) passed, \(failed) failed")
        return failed == 0
    }

    private func run(_ seed: UInt64) -> ClusterResult {
        let signatures: SignatureScheme? =
            switch self.options.signatures {
            case .real: .ed25519
            case .hashed: .keyedHash
            case nil: nil
            }
        let trace: ((String) -> Void)? = self.options.traced == nil ? nil : { print($0) }
        return ClusterRun.run(
            seed: seed, validators: self.options.validators(for: seed), signatures: signatures, trace: trace)
    }

    private func report(_ result: ClusterResult) {
        let hash = String(result.hash, radix: 16)
        if let failure = result.failure {
            print("seed \(result.seed) failed: \(failure.check): \(failure.text) [\(hash)]")
        } else if self.options.listsHashes || self.options.traced != nil {
            print("seed \(result.seed) passed at block \(result.height) [\(hash)]")
        }
    }
}
