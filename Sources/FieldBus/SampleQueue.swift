import Metering
import Platform

/// Samples on their way from the bus's thread to one reader: bounded, and handed over by the handful.
///
/// Waking a task costs more than a whole exchange with a fast gateway. A reader that waits is therefore not woken again
/// right after the last time, but for all that has come by then.
final class SampleQueue: Sendable {
    private typealias Reader = CheckedContinuation<[DeviceSample]?, Never>

    private struct State {
        /// A ring once it is full; then ``oldest`` is where it begins.
        var samples: [DeviceSample] = []
        var oldest = 0
        var reader: Reader?
        var lastWake: Int64 = .min
        var isFinished = false

        mutating func takeAll() -> [DeviceSample] {
            defer { (self.samples, self.oldest) = ([], 0) }
            return self.oldest == 0
                ? self.samples : Array(self.samples[self.oldest...] + self.samples[..<self.oldest])
        }

        /// The waiting reader and what it is to have; nil where none waits or nothing is there for it.
        mutating func wake(at now: Int64) -> Delivery? {
            guard let reader, !self.samples.isEmpty || self.isFinished else { return nil }
            self.reader = nil
            self.lastWake = now
            return Delivery(reader: reader, samples: self.samples.isEmpty ? nil : self.takeAll())
        }
    }

    private struct Delivery {
        let reader: Reader
        let samples: [DeviceSample]?

        func carryOut() { self.reader.resume(returning: self.samples) }
    }

    /// What the reader was handed and has not looked at yet.
    private struct Hand {
        var samples: [DeviceSample] = []
        var next = 0

        mutating func take() -> DeviceSample? {
            guard self.next < self.samples.count else { return nil }
            self.next += 1
            return self.samples[self.next - 1]
        }
    }

    private let limit: Int
    private let restNanoseconds: Int64
    private let state = Guarded(State())
    private let hand = Guarded(Hand())

    /// - Parameters:
    ///   - limit: samples that wait for the reader; older ones go.
    ///   - restNanoseconds: how long a reader is left alone after it was woken, unless ``flush(at:)`` is called.
    init(limit: Int, restNanoseconds: Int64) {
        self.limit = limit
        self.restNanoseconds = restNanoseconds
    }

    /// - Returns: false where the oldest had to go for it.
    func add(_ sample: DeviceSample, at now: Int64) -> Bool {
        var isWhole = true
        let delivery = self.state.withLock { state -> Delivery? in
            guard !state.isFinished else { return nil }
            if state.samples.count < self.limit {
                state.samples.append(sample)
            } else {
                state.samples[state.oldest] = sample
                state.oldest = (state.oldest + 1) % self.limit
                isWhole = false
            }
            return now - self.restNanoseconds >= state.lastWake ? state.wake(at: now) : nil
        }
        delivery?.carryOut()
        return isWhole
    }

    /// Hands over what is there: nothing more will come for a while.
    func flush(at now: Int64) { self.state.withLock { $0.wake(at: now) }?.carryOut() }

    /// No more samples will come; those that are there are still read.
    func finish() {
        self.state.withLock { state in
            state.isFinished = true
            return state.wake(at: state.lastWake)
        }?.carryOut()
    }

    /// The next sample; nil at the end.
    func next() async -> DeviceSample? {
        if let sample = self.hand.withLock({ $0.take() }) { return sample }
        let samples = await withCheckedContinuation { (reader: Reader) in
            let delivery = self.state.withLock { state -> Delivery? in
                state.reader = reader
                return state.wake(at: state.lastWake)
            }
            delivery?.carryOut()
        }
        guard let samples else { return nil }
        return self.hand.withLock { hand in
            hand = Hand(samples: samples)
            return hand.take()
        }
    }
}
