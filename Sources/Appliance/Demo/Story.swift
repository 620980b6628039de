import Foundation

/// A step of the demonstration that did not happen in time.
struct StepFailure: Error, CustomStringConvertible {
    let step: String
    let lastSeen: String

    var description: String { "did not happen: \(self.step) (last seen: \(self.lastSeen))" }
}

/// Tells what happens and waits for it.
struct Story: Sendable {
    private let start = ContinuousClock.now

    func tell(_ text: String) {
        let seconds = Int((ContinuousClock.now - self.start).components.seconds)
        let clock = seconds < 10 ? "  \(seconds)" : seconds < 100 ? " \(seconds)" : "\(seconds)"
        print("\(clock) s  \(text)")
        fflush(nil)
    }

    /// Looks again and again until `look` gives something, for at most `seconds`.
    ///
    /// - Throws: ``StepFailure`` with the last error, where it does not.
    func wait<Result: Sendable>(
        for step: String, seconds: Int, _ look: () async throws -> Result?
    ) async throws -> Result {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var lastSeen = "nothing of it"
        while ContinuousClock.now < deadline {
            do {
                if let result = try await look() { return result }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                lastSeen = "\(error)"
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw StepFailure(step: step, lastSeen: lastSeen)
    }
}
