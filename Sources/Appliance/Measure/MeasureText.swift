import Foundation

/// How figures are printed.
enum MeasureText {
    static func number(_ value: Double, _ digits: Int = 1) -> String {
        String(format: "%.\(digits)f", locale: Locale(identifier: "en_US_POSIX"), value)
    }

    static func percent(_ share: Double) -> String { "\(Self.number(share * 100)) %" }

    /// `met` or `MISSED`, as it stands at the end of a line.
    static func verdict(_ isMet: Bool) -> String { isMet ? "met" : "MISSED" }
}
