/// What `gridtally peers` shows.
public struct NetworkReport: Codable, Sendable {
    public var height: UInt64
    public var peers: [PeerLinkReport]
    public var counters: NetworkCounters
}

/// One other box.
public struct PeerLinkReport: Codable, Sendable {
    public var name: String
    /// Label on the chain; nil where its key is not registered.
    public var label: String?
    /// `outward`: this box connects to it; `inward`: it connected here.
    public var direction: String
    public var publishIsUp: Bool
    public var catchUpIsUp: Bool
    /// The height that it announced last; nil where it has not.
    public var height: UInt64?
    /// Blocks that it lacks, by that.
    public var blocksBehind: UInt64?
    /// Seconds since it last proved its key at our socket; nil where it has not.
    public var admittedSecondsAgo: Int64?
    public var lastProblem: String?
}

/// What passed and what was turned away since the service began.
public struct NetworkCounters: Codable, Sendable {
    public var published: Int
    public var received: Int
    public var requestsSent: Int
    public var requestsServed: Int
    public var requestsRefused: Int
    public var connectionsAccepted: Int
    public var handshakesAdmitted: Int
    /// Keys that are not on the chain.
    public var handshakesRefused: Int
    /// Connections that did not prove a key.
    public var handshakesFailed: Int
    public var multipartDropped: Int
    public var malformedDropped: Int
    public var strangersDropped: Int
    public var connectionsShut: Int
    /// Parts of snapshots that were not what the state root promises, or that no honest box sends.
    public var snapshotPartsRefused: Int
    public var dropped: Int
}

/// What `gridtally validators` shows.
public struct ValidatorsReport: Codable, Sendable {
    public var epoch: UInt64
    public var quorum: Int
    public var height: UInt64
    /// How many of the newest blocks were looked at.
    public var blocks: Int
    public var validators: [ValidatorReport]
    /// What is on the chain against validators, oldest first.
    public var evidence: [EvidenceReport]
}

/// That a validator contradicted itself.
public struct EvidenceReport: Codable, Sendable {
    public var number: UInt32
    public var offender: UInt32
    public var label: String
    /// For example `notarized two blocks`.
    public var kind: String
    public var epoch: UInt64
    public var view: UInt64
    public var recordedAt: String
}

public struct ValidatorReport: Codable, Sendable {
    public var number: UInt32
    public var label: String
    public var key: String
    public var isThisBox: Bool
    /// In how many of the certificates of the blocks looked at its signature is; a quorum's votes are enough for one.
    public var signed: Int
    public var certificates: Int
    /// Height of the last block whose certificate it signed, among those looked at.
    public var lastSigned: UInt64?
    public var proposed: Int
    public var lastProposed: UInt64?
    /// Blocks that it lacks, by its own announcement; nil where this box hears none of it.
    public var blocksBehind: UInt64?
}
