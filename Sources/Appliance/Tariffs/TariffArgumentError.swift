/// An option of a tariff command that makes no sense, and what to write.
public struct TariffArgumentError: Error, Hashable, Sendable, CustomStringConvertible {
    public let option: String
    public let problem: String
    public let expected: String

    public var description: String { "--\(self.option): \(self.problem); expected \(self.expected)" }

    init(_ option: String, _ problem: String, expected: String) {
        (self.option, self.problem, self.expected) = (option, problem, expected)
    }

    init(_ option: String, found text: String, expected: String) {
        self.init(option, "found `\(text.prefix(60))`", expected: expected)
    }
}
