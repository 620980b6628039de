/// Finds the tag that a person means by the first digits of its number. Another one would end somebody's protection.
enum TagNumber {
    static let fewestDigits = 4

    /// - Parameters:
    ///   - digits: the first of the number, in hex; at least ``fewestDigits``.
    ///   - tags: all that are in force, with what people know of each.
    /// - Returns: the index of the one tag whose number begins so.
    static func index(
        of digits: String, among tags: [(id: String, what: String)]
    ) throws(FieldRefusal) -> Int {
        let digits = digits.lowercased()
        let found = tags.filter { $0.id.hasPrefix(digits) }
        // So many digits that each shows where it differs.
        func names(_ tags: [(id: String, what: String)]) -> [String] {
            tags.map { "\($0.id.prefix(max(8, digits.utf8.count + Self.fewestDigits))) \($0.what)" }
        }
        guard digits.utf8.count >= Self.fewestDigits else { throw .shortTagNumber(digits, matching: names(found)) }
        guard let index = tags.firstIndex(where: { $0.id.hasPrefix(digits) }) else {
            throw .noSuchTag(digits, known: names(tags))
        }
        guard found.count == 1 else { throw .ambiguousTag(digits, matching: names(found)) }
        return index
    }
}
