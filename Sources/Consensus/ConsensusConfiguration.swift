public import Identity
public import Ledger

/// Who votes, as whom, on which chain.
public struct ConsensusConfiguration: Sendable {
    /// The epoch's validators.
    public internal(set) var validators: ValidatorSet
    /// This validator.
    public let me: PrincipalID
    public let key: SigningKey
    /// Hash of the genesis.
    public let genesis: Digest
    public let timing: ConsensusTiming
    /// Another random number at every start, from 1: names this start to the peers, and spreads repairs over time.
    public let nonce: UInt64
    /// The last vote that the chain, or a peer, shows signed by `key`: its epoch and view; view 0 where there is none.
    ///
    /// A vote register that knows nothing of that view has lost votes, and the key must never vote again.
    public let provenEpoch: UInt64
    public let provenView: UInt64
    /// The finalization that came with the tip, to be shown to validators that lag; nil at the genesis.
    public let tipCertificate: Certificate?

    /// - Parameter provenEpoch: that of `validators` where it is not given.
    public init(
        validators: ValidatorSet, me: PrincipalID, key: SigningKey, genesis: Digest,
        timing: ConsensusTiming = ConsensusTiming(), nonce: UInt64 = 1, provenEpoch: UInt64? = nil,
        provenView: UInt64 = 0, tipCertificate: Certificate? = nil
    ) {
        self.validators = validators
        self.me = me
        self.key = key
        self.genesis = genesis
        self.timing = timing
        self.nonce = max(nonce, 1)
        self.provenEpoch = provenEpoch ?? validators.epoch
        self.provenView = provenView
        self.tipCertificate = tipCertificate
    }

    /// This key is that of a member.
    var isMember: Bool { self.validators.member(self.me)?.key == self.key.publicKey }
}
