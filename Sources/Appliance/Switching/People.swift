import Contract
import Identity
import Ledger

/// The people whom the zone knows by their keys.
struct People: Sendable {
    struct Person: Hashable, Sendable {
        let number: UInt32
        let label: String
        let roles: Roles
    }

    private let persons: [PublicKey: Person]

    init(_ persons: [PublicKey: Person]) { self.persons = persons }

    init(_ state: ContractState) {
        var persons: [PublicKey: Person] = [:]
        // A revoked key is somebody else's.
        for (number, record) in state.principals.enumerated() where record.revokedAt == nil {
            persons[record.key] = Person(number: UInt32(number), label: record.label, roles: record.roles)
        }
        self.persons = persons
    }

    /// Who may work at a box.
    static let field: Roles = [.crew, .registrar, .regulator]
    /// Two of them may do what only the person of a tag may do else.
    static let officers: Roles = [.registrar, .regulator]

    subscript(key: PublicKey) -> Person? { self.persons[key] }

    /// The holder of a key who has one of the roles.
    func person(_ key: PublicKey, with roles: Roles) throws(FieldRefusal) -> Person {
        guard let person = self.persons[key] else { throw .unknownKey(key.hex) }
        guard !person.roles.isDisjoint(with: roles) else {
            throw .wrongRole(person.label, has: person.roles.roleNames, needs: roles.roleNames)
        }
        return person
    }
}
