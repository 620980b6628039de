import Identity
import Ledger
import Testing

@testable import Contract

@Suite struct FailureLineTests {
    /// Failures of old chains are found in their stored events by this line.
    @Test func lineOfAFailureStaysAsItIs() throws {
        let id = try #require(Digest(bytes: Array(repeating: 0xA5, count: 32)))
        let event = ContractEvent.transactionFailed(
            index: 3, id: id, kind: "readings", sender: PrincipalID(7), reason: .keyTaken)
        #expect(
            "\(event)"
                == "readings of principal 7 failed (transaction 3, a5a5a5a5…): \(FailureReason.keyTaken)")
    }
}
