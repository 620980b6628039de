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
        let clock = ScaledClock(
            originMilliseconds: try fields.required("origin").time().milliseconds,
            anchorNanoseconds: try fields.required("anchor").time().milliseconds * 1_000_000,
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
