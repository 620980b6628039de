import Foundation

/// How figures are printed.
enum MeasureText {
    static func number(_ value: Double, _ digits: Int = 1) -> String {
        String(format: "%.\(digits)f", locale: Locale(identifier: "en_US_POSIX"), value)
    }

    static func percent(_ share: Double) -> String { "\(Self.number(share * 100)) %" }

    /// With blanks behind it up to a width, and at least one.
    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    /// `met` or `MISSED`, as it stands at the end of a line.
    static func verdict(_ isMet: Bool) -> String { isMet ? "met" : "MISSED" }
}
