/// What a text value may hold.
enum PlainText {
    /// Control characters, line separators, and marks that turn the direction of the text around them: a name with
    /// these is not what it looks like in a report.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1f, 0x7f...0x9f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
        default: false
        }
    }
}
