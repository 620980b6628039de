public import Foundation
public import Metering
public import Platform
import StrictYAML

/// The clock that the processes of a simulated zone share: `origin`, `anchor` and `scale`.
public enum ClockFile {
    /// Reads a clock file: chain time is `origin` at the real moment `anchor`, and runs `scale` times as fast.
    public static func read(_ file: URL) throws -> ScaledClock {
        let root = try YAMLDocument.parse(try FileError.text(of: file), file: file.path)
        let fields = try YAMLFields(root, allowed: ["origin", "anchor", "scale"])
        let scale = try fields.required("scale")
        let anchor = try fields.required("anchor")
        // The year 2262 is where nanoseconds since 1970 end.
        let (nanoseconds, overflow) = try anchor.time().milliseconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else {
            throw anchor.error("is too late", expected: "a time before 2262", advice: "Give the moment of the start.")
        }
        let clock = ScaledClock(
            originMilliseconds: try fields.required("origin").time().milliseconds, anchorNanoseconds: nanoseconds,
            scale: Int64(try scale.integer(1...10_000)))
        guard let clock else {
            throw scale.error("is out of range", expected: "1 to 10 000", advice: "Choose a smaller scale.")
        }
        return clock
    }

    /// The text of a clock file.
    public static func text(origin: UTCTime, anchor: UTCTime, scale: Int64) -> String {
        "# One clock for all processes of a simulated zone.\norigin: \(origin)\nanchor: \(anchor)\nscale: \(scale)\n"
    }
}
