import FieldBus
import Metering
import Platform

/// Counts whole rounds over a bus's devices by the samples they bring.
final class SweepCounter: Sendable {
    /// Whole rounds, and how long they took.
    struct Rounds: Sendable {
        var count = 0
        var nanoseconds: Int64 = 0
    }

    private struct State {
        var isCounting = false
        /// When each sample of a device began to arrive.
        var stamps: [String: [Int64]] = [:]
    }

    private let state = Guarded(State())

    func begin() { self.state.withLock { $0 = State(isCounting: true) } }

    func add(_ sample: DeviceSample) {
        let isWhole = sample.readings.allSatisfy { $0.quality == .valid }
        self.state.withLock { state in
            guard state.isCounting, isWhole else { return }
            state.stamps[sample.device, default: []].append(sample.monotonicNanoseconds)
        }
    }

    /// The rounds between the first and the last sample of the device that was read least.
    func end() -> Rounds {
        self.state.withLock { state in
            let least = state.stamps.values.min { ($0.count, $0[0]) < ($1.count, $1[0]) }
            guard let least, let first = least.first, let last = least.last else { return Rounds() }
            return Rounds(count: least.count - 1, nanoseconds: last - first)
        }
    }
}
