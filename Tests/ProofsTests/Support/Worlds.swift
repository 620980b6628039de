import Proofs
import Testing

/// Chains that several tests look at: one validator, four, and four that change twice.
enum Worlds {
    private static let zones: [Result<ProofZone, any Error>] = [
        Result { try ProofZone.told(validators: 1) }, Result { try ProofZone.told(validators: 4) },
        Result {
            try ProofZone.told(
                validators: 4,
                changing: [
                    [.validator0, .validator1, .validator2, .spare], [.validator0, .validator2, .validator3, .spare],
                ])
        },
    ]

    static func zone(_ world: Int) throws -> ProofZone { try self.zones[world].get() }
}
