import CanonicalCBOR
import Identity
import Ledger
import Metering
import PeerNetwork

/// `gridtally measure link`: what a follower's links carry in a month, from the sizes of real messages.
public struct LinkBudget: Codable, Sendable {
    public var boxes: Int
    public var meters: Int
    public var validators: Int
    public var peers: Int
    /// Blocks that take up one interval's readings of all boxes.
    public var blocksInInterval: Int
    /// Ranges in which a follower fetches them, with one question and one certificate each.
    public var rangesInInterval: Int
    /// Bytes of one box's readings, of a block's header with its range, and of a certificate.
    public var readingsBytes = 0
    public var headerBytes = 0
    public var certificateBytes = 0
    /// In 30 days, in bytes on the wire, both directions.
    public var bodies = 0.0
    public var proofs = 0.0
    public var announcements = 0.0
    public var questions = 0.0
    public var ownReadings = 0.0
    public var heartbeats = 0.0

    /// The goal: bytes in 30 days.
    public static let limit = 250e6

    static let monthSeconds = 30.0 * 86_400
    static let intervalSeconds = 900.0
    static let heartbeatSeconds = 60.0
    /// Blocks without readings from one handing-in to the next: the chain is silent between them but for its heartbeat.
    static func emptyBlocks(in seconds: Double = Self.intervalSeconds) -> Double {
        max(0, seconds / Self.heartbeatSeconds - 2)
    }

    /// IPv4, TCP with time stamps.
    private static let packetBytes = 52.0
    private static let segmentBytes = 1388.0
    /// A frame of ZMTP 3.1 under CURVE: size and flags, command name, nonce, authenticator and the flags inside.
    private static let frameBytes = 9.0 + 8 + 8 + 16 + 1

    public init(
        boxes: Int, meters: Int, validators: Int, peers: Int, blocksInInterval: Int, rangesInInterval: Int
    ) throws {
        self.boxes = boxes
        self.meters = meters
        self.validators = validators
        self.peers = peers
        self.blocksInInterval = max(1, blocksInInterval)
        self.rangesInInterval = min(max(1, rangesInInterval), self.blocksInInterval)
        try self.measureMessages()
        self.add()
    }

    /// Ranges for an interval's readings where a follower waits so long for more blocks: what comes until the last box
    /// has handed in its own.
    public static func ranges(gatherSeconds: Int) -> Int {
        gatherSeconds == 0 ? .max : Int((LinkMeasurement.handingInSeconds / Double(gatherSeconds)).rounded(.up)) + 1
    }

    private mutating func measureMessages() throws {
        var zone = try MeasuredZone(meters: self.meters)
        _ = zone.registry()
        _ = zone.readings()
        let transaction = zone.readings()
        self.readingsBytes = transaction.encoded().count
        let header = BlockHeader(
            height: 1_000_000, epoch: 3, view: 1_100_000, parent: .sha256([1]), time: zone.intervalEnd,
            proposer: PrincipalID(7), transactionCount: 5, energyRoot: .sha256([2]), paymentRoot: .sha256([3]),
            stateRoot: .sha256([4]))
        let block = Block(header: header, transactions: [])
        let key = try SigningKey(seed: Array(repeating: 1, count: 32))
        let statement = VoteStatement(kind: .finalize, epoch: 3, view: header.view, blockHash: block.hash)
        let quorum = 2 * self.validators / 3 + 1
        let votes = (0..<UInt32(quorum)).map { statement.signed(by: key, as: PrincipalID($0), genesis: .zero) }
        guard let certificate = Certificate(votes: votes) else { return }
        self.certificateBytes = certificate.cbor.encoded().count
        let range = FinalizedRange(blocks: [block], certificate: certificate)
        self.headerBytes = PeerAnswer.range(range.encoded()).encoded().count - self.certificateBytes
    }

    /// Bytes on the wire of one message and the acknowledgement of its packets.
    private static func wire(_ body: Double) -> Double {
        let bytes = body + self.frameBytes
        let packets = (bytes / self.segmentBytes).rounded(.up)
        return bytes + packets * self.packetBytes + (packets / 2).rounded(.up) * self.packetBytes
    }

    private mutating func add() {
        let intervals = Self.monthSeconds / Self.intervalSeconds
        let full = intervals * Double(self.rangesInInterval)
        let empty = intervals * Self.emptyBlocks()
        let ranges = full + empty
        let blocks = intervals * Double(self.blocksInInterval) + empty
        let bodies = Double(self.boxes * self.readingsBytes) / Double(self.rangesInInterval)
        let perRange = Double(self.blocksInInterval) / Double(self.rangesInInterval)
        let head = perRange * Double(self.headerBytes) + Double(self.certificateBytes + 9)
        self.bodies = full * (Self.wire(head + bodies) - Self.wire(head))
        self.proofs = full * Self.wire(head) + empty * Self.wire(Double(self.headerBytes + self.certificateBytes + 9))
        let notice = Double(TipNotice(height: 1_000_000, hash: .zero).encoded().count + 1)
        self.announcements = blocks * Double(self.peers) * Self.wire(notice)
        let question = PeerQuestion.blocks(from: 1_000_000, credit: UInt64(PeerAnswer.maximumBlockBytes)).encoded()
        self.questions = ranges * Self.wire(Double(question.count + 9))
        let copies = Double((self.validators - 1) / 3 + 1)
        self.ownReadings = intervals * copies * (Self.wire(Double(self.readingsBytes + 14)) + Self.wire(12))
        // Of two connections to each peer, one is pinged, and each ping has an answer of the same size; the other one is
        // probed by the kernel, if it is ever silent for so long.
        let seconds = Double(PeerNetworkTiming.standard.heartbeatInterval.components.seconds)
        let pings = Self.monthSeconds / seconds * Double(self.peers)
        self.heartbeats = pings * 2 * (Self.wire(16) + Self.packetBytes)
    }

    public var total: Double {
        self.bodies + self.proofs + self.announcements + self.questions + self.ownReadings + self.heartbeats
    }

    public var meetsGoal: Bool { self.total <= Self.limit }
}

extension LinkBudget: CustomStringConvertible {
    public var description: String {
        func megabytes(_ bytes: Double) -> String { MeasureText.number(bytes / 1e6) + " MB" }
        return """
            a follower among \(self.boxes) boxes of \(self.meters) meters, \(self.validators) validators, \(self.peers) \
            peers, \(self.blocksInInterval) blocks in \(self.rangesInInterval) ranges for each quarter of an hour's \
            readings, in 30 days:
              readings of all boxes   \(megabytes(self.bodies)) (\(self.readingsBytes) bytes a box and interval)
              headers, certificates   \(megabytes(self.proofs)) (\(self.headerBytes) and \(self.certificateBytes) bytes)
              announcements           \(megabytes(self.announcements))
              questions               \(megabytes(self.questions))
              own readings, twice     \(megabytes(self.ownReadings))
              pings and probes        \(megabytes(self.heartbeats))
              in all                  \(megabytes(self.total)) (goal \(megabytes(Self.limit)); \
            \(MeasureText.verdict(self.meetsGoal)))
            """
    }
}
