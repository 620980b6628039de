public import Metering

/// The grid below this box, from the plant down to the service points.
public struct GridView: Hashable, Sendable {
    /// Parents before their children.
    public var nodes: [GridNode]
    public var alarms: AlarmCounts
    /// What has to be seen to first; a few.
    public var urgent: [AlarmView]

    public init(nodes: [GridNode], alarms: AlarmCounts, urgent: [AlarmView]) {
        (self.nodes, self.alarms, self.urgent) = (nodes, alarms, urgent)
    }
}

public enum GridNodeKind: Hashable, Sendable {
    case plant
    case feeder
    case transformer
    case servicePoint
}

/// A plant, feeder, transformer or service point.
public struct GridNode: Hashable, Sendable {
    public var label: String
    public var kind: GridNodeKind
    /// Place of the parent in the list of nodes.
    public var parent: Int?
    public var meters: [GridMeter]
    /// The last interval that was balanced; nil where none was.
    public var balance: BalancePoint?
    /// Findings that are open.
    public var openFindings: Int

    public init(
        label: String, kind: GridNodeKind, parent: Int?, meters: [GridMeter], balance: BalancePoint?, openFindings: Int
    ) {
        (self.label, self.kind, self.parent, self.meters) = (label, kind, parent, meters)
        (self.balance, self.openFindings) = (balance, openFindings)
    }
}

/// A meter in the diagram.
public struct GridMeter: Hashable, Sendable {
    public enum Communication: Hashable, Sendable {
        case communicating
        case notCommunicating
        /// It answers, but nothing that is shown was read for a while.
        case stale
        /// This box reads it, and it was not asked yet.
        case waiting
        /// Another box reads it.
        case elsewhere
    }

    /// The relay, as it was last read back.
    public enum Supply: Hashable, Sendable {
        case on
        case off
        /// Ready for reconnection: switched on at the next opportunity, or by the consumer.
        case ready
        case unknown
        /// There is no relay.
        case none
    }

    /// Whether the supply may be on, by the chain; told to those who are signed in.
    public enum Permit: Hashable, Sendable {
        case valid
        case due
        case noticed
        case ordered
    }

    public var label: String
    /// K No.: the utility's number of the connection.
    public var consumerNumber: String?
    /// True where it measures what is delivered to all below.
    public var delivers: Bool
    /// In mW; nil where it was not read, or it has none.
    public var power: Int64?
    /// ``power`` is the mean of the last interval, for want of a reading of this moment.
    public var isMeanPower: Bool
    public var communication: Communication
    public var supply: Supply
    public var permit: Permit?

    public init(
        label: String, consumerNumber: String?, delivers: Bool, power: Int64?, isMeanPower: Bool,
        communication: Communication, supply: Supply, permit: Permit?
    ) {
        (self.label, self.consumerNumber, self.delivers) = (label, consumerNumber, delivers)
        (self.power, self.isMeanPower) = (power, isMeanPower)
        (self.communication, self.supply, self.permit) = (communication, supply, permit)
    }

    var communicationBadge: Badge {
        switch self.communication {
        case .communicating: Badge(.good, .communicating)
        case .notCommunicating: Badge(.fault, .notCommunicating)
        case .stale: Badge(.watch, .oldReadings)
        case .waiting: Badge(.unknown, .waitingForReading)
        case .elsewhere: Badge(.off, .readElsewhere)
        }
    }

    var supplyBadge: Badge? {
        switch self.supply {
        case .on: Badge(.good, .supplyOn)
        case .off: Badge(.off, .supplyOff)
        case .ready: Badge(.watch, .supplyReady)
        case .unknown: Badge(.unknown, .supplyUnknown)
        case .none: nil
        }
    }

    var permitBadge: Badge? {
        switch self.permit {
        case .valid: Badge(.good, .permitValid)
        case .due: Badge(.watch, .billDue)
        case .noticed: Badge(.watch, .noticeServed)
        case .ordered: Badge(.fault, .disconnectionOrdered)
        case nil: nil
        }
    }
}

/// One interval of a node: delivered = metered + technical loss + unexplained, in the unit of its meters (Wh, L).
public struct BalancePoint: Hashable, Sendable {
    public var end: UTCTime
    public var delivered: Int64
    public var metered: Int64
    /// Technical loss that is allowed for.
    public var technical: Int64

    public var unexplained: Int64 {
        self.delivered.subtractingSaturated(self.metered).subtractingSaturated(self.technical)
    }

    public init(end: UTCTime, delivered: Int64, metered: Int64, technical: Int64) {
        (self.end, self.delivered, self.metered, self.technical) = (end, delivered, metered, technical)
    }
}

/// How many alarms there are.
public struct AlarmCounts: Hashable, Sendable {
    public var faults: Int
    public var warnings: Int

    public init(faults: Int, warnings: Int) { (self.faults, self.warnings) = (faults, warnings) }

    var condition: Condition { self.faults > 0 ? .fault : self.warnings > 0 ? .watch : .good }
}

/// Something that somebody should see to.
public struct AlarmView: Hashable, Sendable {
    public var isFault: Bool
    /// Bus, meter or node.
    public var place: String
    /// Where the page shows more of it.
    public var link: String?
    public var text: String
    public var advice: String?

    public init(isFault: Bool, place: String, link: String?, text: String, advice: String?) {
        (self.isFault, self.place, self.link, self.text, self.advice) = (isFault, place, link, text, advice)
    }
}
