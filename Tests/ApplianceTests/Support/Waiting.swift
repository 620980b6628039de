import Foundation

/// Something that did not come in time.
struct TimedOut: Error, CustomStringConvertible {
    let description: String
}

/// Looks again and again until `look` gives something; the bound is for what never comes.
@discardableResult
func wait<Result: Sendable>(
    for what: String, seconds: Int = 30, _ look: () async throws -> Result?
) async throws -> Result {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var last = "nothing of it"
    while ContinuousClock.now < deadline {
        do {
            if let result = try await look() { return result }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            last = "\(error)"
        }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw TimedOut(description: "no sign of \(what) within \(seconds) s (last seen: \(last))")
}
