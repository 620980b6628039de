public import Foundation
import Tariffs

/// What a check of one tariff file found.
public struct TariffCheck: Codable, Sendable {
    public let file: String
    public let ok: Bool
    public let label: String?
    public let authority: String?
    public let standing: String?
    public let unit: String?
    public let lines: Int?
    /// SHA-256 of the document as it goes on the chain.
    public let hash: String?
    /// What the tariff's writer may not have meant.
    public let notes: [String]
    /// File, line, column, key, what was expected and what to do.
    public let error: String?

    /// Reads one file as a tariff and says what is wrong with it.
    public init(_ file: URL) {
        self.file = file.path
        do {
            let tariff = try TariffExplanation(TariffDocument.read(file))
            self.ok = true
            (self.label, self.authority, self.standing) = (tariff.label, tariff.authority, tariff.standing)
            (self.unit, self.lines, self.hash) = (tariff.unit, tariff.lines.count, tariff.hash)
            (self.notes, self.error) = (tariff.notes, nil)
        } catch {
            self.ok = false
            (self.label, self.authority, self.standing, self.unit) = (nil, nil, nil, nil)
            (self.lines, self.hash, self.notes, self.error) = (nil, nil, [], "\(error)")
        }
    }

    public var text: String {
        guard let label, let standing, let unit, let lines, let hash else {
            return self.error ?? "\(self.file): not read"
        }
        let head = "\(self.file): OK, \(label), \(standing), \(lines) \(lines == 1 ? "line" : "lines") for \(unit)"
        return ([head, "  hash \(hash)"] + self.notes.map { "  note: \($0)" }).joined(separator: "\n")
    }
}
