public import Identity
public import Ledger

/// Who votes, as whom, on which chain.
public struct ConsensusConfiguration: Sendable {
    /// The epoch's validators.
    public let validators: ValidatorSet
    /// This validator.
    public let me: PrincipalID
    public let key: SigningKey
    /// Hash of the genesis.
    public let genesis: Digest
    public let timing: ConsensusTiming
    /// The highest view for which the chain, or a peer, shows a vote signed by `key`; 0 where there is none.
    ///
    /// A vote register that knows nothing of that view has lost votes, and the key must never vote again.
    public let provenView: UInt64

    public init(
        validators: ValidatorSet, me: PrincipalID, key: SigningKey, genesis: Digest,
        timing: ConsensusTiming = ConsensusTiming(), provenView: UInt64 = 0
    ) {
        self.validators = validators
        self.me = me
        self.key = key
        self.genesis = genesis
        self.timing = timing
        self.provenView = provenView
    }
}
