import Consensus
import Contract
import Identity
import Ledger
import Metering
import Replica
import Testing

@Suite("A replica that goes on from a snapshot") struct RestartTests {
    private static func transaction(_ sequence: UInt64, _ key: SigningKey, _ genesis: Digest) throws
        -> SignedTransaction
    {
        let node = RegisterNode(
            label: "T\(sequence)", kind: .transformer, parent: nil,
            loss: LossAllowance(fixedThousandthsPerHour: 0, basisPoints: 0, toleranceBasisPoints: 0, threshold: 0))
        return Transaction(
            sender: PrincipalID(0), sequence: sequence, expires: UTCTime(seconds: 1_900_000_000),
            body: .registerNode(node)
        ).signed(by: key, genesis: genesis)
    }

    @Test("nothing of before is done any more; what waits and is not yet used stays; it votes only when it is told to")
    func restart() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 1, count: 32))
        let genesis = Genesis(
            zone: "Test", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: false, time: UTCTime(seconds: 1_770_000_000),
            principals: [Principal(label: "utility", key: key.publicKey, roles: [.validator, .registrar])],
            policy: .standard)
        let state = try ContractState(genesis: genesis)
        let core = try ConsensusCore(
            configuration: ConsensusConfiguration(
                validators: state.validators, me: PrincipalID(0), key: key, genesis: genesis.hash),
            tip: ChainTip(genesis: genesis), journal: [])
        var replica = Replica(state: state, core: core)
        for sequence in 1...3 as ClosedRange<UInt64> {
            try replica.pool.insert(Self.transaction(sequence, key, genesis.hash), next: 1)
        }
        replica.enqueue(.start)
        replica.offerWork()

        var later = state
        let content = BlockContent(
            time: UTCTime(seconds: 1_770_000_900), transactions: [try Self.transaction(1, key, genesis.hash)])
        _ = try later.apply(content)
        replica.restart(at: later)
        #expect(replica.state.height == 1 && replica.core == nil && !replica.hasStoppedVoting)
        #expect(replica.pool.count == 2)
        let clocks = ClockReading(nanoseconds: 1, clock: .trusted(UTCTime(seconds: 1_770_001_000)))
        let step = try replica.next(at: clocks)
        #expect(step == nil)

        replica.stopVoting()
        replica.restart(at: later)
        #expect(replica.hasStoppedVoting, "who stopped voting has stopped")
    }
}
