internal import CanonicalCBOR

/// What takes more than its sender's signature where the policy says so.
public enum GovernedMatter: UInt8, Hashable, Sendable, CaseIterable {
    case tariff = 1
    case policy = 2
    case validators = 3
    case calendar = 4
    case revocation = 5
    case orders = 6
    case disputes = 7
}

/// Whose signatures a matter of governance takes.
public struct Approval: Hashable, Sendable {
    public var matter: GovernedMatter
    /// Any one of these will do. Each is a list of signers, of whom each must be another principal that has one of the
    /// roles at its place: `[registrar, regulator]`, or `[registrar, registrar, auditor]` for two departments of a
    /// utility and an auditor.
    public var alternatives: [[Roles]]

    public static let mostAlternatives = 8

    public init(matter: GovernedMatter, alternatives: [[Roles]]) {
        self.matter = matter
        self.alternatives = alternatives
    }

    /// True where the signers, each given by its roles, fill one of the alternatives.
    public func isGiven(by signers: [Roles]) -> Bool {
        self.alternatives.contains { places in
            var holders: [Int: Int] = [:]
            return places.indices.allSatisfy { place in
                var tried: Set<Int> = []
                return Self.seat(place, of: places, signers, &holders, &tried)
            }
        }
    }

    /// Finds a signer for a place, moving those who hold others: a maximum matching by augmenting paths (Kuhn), so that
    /// a policy over a zone's thousands of principals is checked in as many steps and not in their power.
    /// - Parameter holders: which place each signer holds, by the signer's index.
    private static func seat(
        _ place: Int, of places: [Roles], _ signers: [Roles], _ holders: inout [Int: Int], _ tried: inout Set<Int>
    ) -> Bool {
        for (signer, roles) in signers.enumerated() where !roles.isDisjoint(with: places[place]) {
            guard tried.insert(signer).inserted else { continue }
            guard let held = holders[signer] else {
                holders[signer] = place
                return true
            }
            if self.seat(held, of: places, signers, &holders, &tried) {
                holders[signer] = place
                return true
            }
        }
        return false
    }

    var problem: (expected: String, found: String)? {
        guard (1...Self.mostAlternatives).contains(self.alternatives.count) else {
            return ("1 to \(Self.mostAlternatives) ways to approve a matter", "\(self.alternatives.count)")
        }
        for places in self.alternatives {
            guard (1...SignedTransaction.maximumSignatures).contains(places.count) else {
                return ("1 to \(SignedTransaction.maximumSignatures) signers for a matter", "\(places.count)")
            }
            guard places.allSatisfy({ !$0.isEmpty && Roles.all.isSuperset(of: $0) }) else {
                return ("a known role for each signer", "none")
            }
        }
        return nil
    }

    var cbor: CBOR {
        .array([
            .unsigned(UInt64(self.matter.rawValue)),
            .array(self.alternatives.map { .array($0.map { .unsigned(UInt64($0.rawValue)) }) }),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.matter = try fields.choice("matter")
        self.alternatives = []
        for value in try fields.array("alternatives", atMost: Self.mostAlternatives) {
            var places = try CBORFields(value, of: "alternative")
            var signers: [Roles] = []
            while places.remaining > 0, signers.count < SignedTransaction.maximumSignatures {
                signers.append(try places.roles("signer"))
            }
            try places.end()
            self.alternatives.append(signers)
        }
    }
}
