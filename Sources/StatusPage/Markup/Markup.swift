/// A piece of HTML. Text that is put into it is escaped: only what is markup already stays as it is.
struct Markup: Hashable, Sendable {
    private(set) var text: String

    init(raw text: String) { self.text = text }

    static let none = Markup(raw: "")
}

extension Markup: ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            self.text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { self.text += literal }

        mutating func appendInterpolation(_ markup: Markup) { self.text += markup.text }

        mutating func appendInterpolation(_ pieces: [Markup]) {
            for piece in pieces { self.text += piece.text }
        }

        mutating func appendInterpolation(_ number: some BinaryInteger) { self.text += "\(number)" }

        mutating func appendInterpolation(_ words: String) { self.text += HTMLText.escaped(words) }
    }

    init(stringLiteral literal: String) { self.init(raw: literal) }

    init(stringInterpolation interpolation: StringInterpolation) { self.init(raw: interpolation.text) }
}

extension Markup {
    static func + (one: Markup, other: Markup) -> Markup { Markup(raw: one.text + other.text) }
}

extension String {
    /// As one segment of a URL's path, or one value of its query: everything but letters, digits and `-._~` is encoded
    /// (RFC 3986, section 2.3).
    var asURLPart: String {
        var encoded = ""
        for byte in self.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}
