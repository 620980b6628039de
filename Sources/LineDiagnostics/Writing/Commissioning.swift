/// Two persons who stand for a write that alters what a meter measures or where it answers.
public struct Commissioning: Hashable, Sendable, Codable {
    /// Who writes.
    public var person: String
    /// Who watches: somebody else.
    public var secondPerson: String

    /// Nil where one of the two is missing, or both are the same.
    public init?(person: String, secondPerson: String) {
        func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
        guard !plain(person).isEmpty, !plain(secondPerson).isEmpty, plain(person) != plain(secondPerson),
            person.utf8.count <= 120, secondPerson.utf8.count <= 120
        else { return nil }
        (self.person, self.secondPerson) = (person, secondPerson)
    }

    /// Whether both are there and differ, for one that came over a socket.
    public var isValid: Bool { Commissioning(person: self.person, secondPerson: self.secondPerson) != nil }
}
