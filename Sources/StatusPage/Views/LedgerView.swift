public import Metering

/// The chain as this box has it.
public struct LedgerView: Hashable, Sendable {
    public var height: UInt64
    public var tipTime: UTCTime?
    public var tipAgeSeconds: Int64
    public var tipHash: String
    public var stateRoot: String
    public var genesisHash: String
    public var isValidator: Bool
    public var quorum: Int
    /// Own transactions that are not final yet.
    public var outbox: Int
    public var validators: [ValidatorView]
    public var peers: [PeerView]
    /// Newest first.
    public var blocks: [BlockView]

    public init(
        height: UInt64, tipTime: UTCTime?, tipAgeSeconds: Int64, tipHash: String, stateRoot: String,
        genesisHash: String,
        isValidator: Bool, quorum: Int, outbox: Int, validators: [ValidatorView], peers: [PeerView],
        blocks: [BlockView]
    ) {
        (self.height, self.tipTime, self.tipAgeSeconds) = (height, tipTime, tipAgeSeconds)
        (self.tipHash, self.stateRoot, self.genesisHash) = (tipHash, stateRoot, genesisHash)
        (self.isValidator, self.quorum, self.outbox) = (isValidator, quorum, outbox)
        (self.validators, self.peers, self.blocks) = (validators, peers, blocks)
    }
}

public struct ValidatorView: Hashable, Sendable {
    public var label: String
    public var isThisBox: Bool
    public var signed: Int
    public var certificates: Int
    public var behind: UInt64?

    public init(label: String, isThisBox: Bool, signed: Int, certificates: Int, behind: UInt64?) {
        (self.label, self.isThisBox, self.signed) = (label, isThisBox, signed)
        (self.certificates, self.behind) = (certificates, behind)
    }
}

public struct PeerView: Hashable, Sendable {
    public var name: String
    public var isConnected: Bool
    public var height: UInt64?
    public var problem: String?

    public init(name: String, isConnected: Bool, height: UInt64?, problem: String?) {
        (self.name, self.isConnected, self.height, self.problem) = (name, isConnected, height, problem)
    }
}

public struct BlockView: Hashable, Sendable {
    public var height: UInt64
    public var time: UTCTime?
    /// Transactions of the two ledgers: energy and payments.
    public var energy: Int
    public var payments: Int
    public var signers: Int
    public var hash: String
    public var energyRoot: String
    public var paymentRoot: String

    public init(
        height: UInt64, time: UTCTime?, energy: Int, payments: Int, signers: Int, hash: String, energyRoot: String,
        paymentRoot: String
    ) {
        (self.height, self.time, self.energy, self.payments) = (height, time, energy, payments)
        (self.signers, self.hash, self.energyRoot, self.paymentRoot) = (signers, hash, energyRoot, paymentRoot)
    }
}
