import Hummingbird
import HummingbirdCore

/// The query part of a request.
struct Query: Sendable {
    let parameters: FlatDictionary<Substring, Substring>

    func text(_ name: Substring) -> String? { self.parameters[name].map { String($0) } }

    func required(_ name: Substring) throws(RequestRefusal) -> String {
        guard let text = self.text(name) else {
            throw RequestRefusal(kind: .badRequest, description: "\(name): give it")
        }
        return text
    }

    func number(_ name: Substring) throws(RequestRefusal) -> UInt64? {
        guard let text = self.parameters[name] else { return nil }
        guard let number = UInt64(text) else {
            throw RequestRefusal(kind: .badRequest, description: "\(name): '\(text)' is not a whole number")
        }
        return number
    }

    static let mostDecimal = 1_000_000_000

    /// A number from 0 to a milliard, with or without decimals.
    func decimal(_ name: Substring) throws -> Double? {
        guard let text = self.parameters[name] else { return nil }
        guard let number = Double(text), (0...Double(Self.mostDecimal)).contains(number) else {
            throw RequestRefusal(
                kind: .badRequest, description: "\(name): '\(text)' is not a number from 0 to \(Self.mostDecimal)")
        }
        return number
    }
}
