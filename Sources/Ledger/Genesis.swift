public import CanonicalCBOR
public import Identity
public import Metering

/// What a zone starts from; its hash names the chain and is part of everything that is signed.
public struct Genesis: Hashable, Sendable {
    /// Name of the zone; 1 to 64 bytes of UTF-8.
    public var zone: String
    /// IANA name of the zone's time zone, for people.
    public var timeZoneName: String
    /// Minutes east of UTC, −720 to 840; the zone has no daylight saving time.
    public var timeZoneOffsetMinutes: Int64
    /// Length of a metering interval in seconds; divides a day. 900 is the field's quarter of an hour.
    public var intervalSeconds: UInt32
    /// A demonstration: illustrative tariffs and policies may bill and switch.
    public var isDemonstration: Bool
    /// Block time before the first block.
    public var time: UTCTime
    /// Numbered from 0 in this order.
    public var principals: [Principal]
    public var policy: Policy

    public init(
        zone: String, timeZoneName: String, timeZoneOffsetMinutes: Int64, intervalSeconds: UInt32,
        isDemonstration: Bool, time: UTCTime, principals: [Principal], policy: Policy
    ) {
        self.zone = zone
        self.timeZoneName = timeZoneName
        self.timeZoneOffsetMinutes = timeZoneOffsetMinutes
        self.intervalSeconds = intervalSeconds
        self.isDemonstration = isDemonstration
        self.time = time
        self.principals = principals
        self.policy = policy
    }

    /// Names the chain.
    public var hash: Digest { .sha256(self.encoded()) }

    /// The validators of the first epoch, in the order of their numbers.
    public var validators: [Validator] {
        self.principals.enumerated().filter { $0.element.roles.contains(.validator) }
            .map { Validator(id: PrincipalID(UInt32($0.offset)), key: $0.element.key) }
    }

    /// The validators of epoch 1.
    public var firstValidators: ValidatorSet { ValidatorSet(epoch: 1, members: self.validators) }
}

extension Genesis {
    private static let format = "gridtally genesis 1"
    /// The most principals of a genesis, each of which may be a validator; a later set has fewer.
    public static let maximumPrincipals = 1000

    public func encoded() -> [UInt8] {
        CBOR.array([
            .text(Self.format), .text(self.zone), .text(self.timeZoneName), .integer(self.timeZoneOffsetMinutes),
            .unsigned(UInt64(self.intervalSeconds)), .boolean(self.isDemonstration), .time(self.time),
            .array(self.principals.map(\.cbor)), self.policy.cbor,
        ]).encoded()
    }

    /// - Throws: ``CBORError`` where the bytes are not a genesis, or where its values cannot work together.
    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "genesis")
        let format = try fields.text("format")
        guard format == Self.format else {
            throw fields.refused("format", expected: "\"\(Self.format)\"", found: "\"\(format)\"")
        }
        self.zone = try fields.label("zone")
        self.timeZoneName = try fields.label("time zone")
        self.timeZoneOffsetMinutes = try fields.integer("time zone offset")
        self.intervalSeconds = try fields.uint32("interval")
        self.isDemonstration = try fields.boolean("demonstration")
        self.time = try fields.time("time")
        self.principals = try fields.list("principals", atMost: Self.maximumPrincipals) { (item) throws(CBORError) in
            try Principal(&item)
        }
        var policy = try fields.fields("policy")
        self.policy = try Policy(&policy)
        try policy.end()
        try fields.end()
        guard let problem = self.problem else { return }
        throw fields.refused("genesis", expected: problem.expected, found: problem.found)
    }

    /// What is wrong with the values, nil if nothing is.
    public var problem: (expected: String, found: String)? {
        if !(-720...840).contains(self.timeZoneOffsetMinutes) {
            return ("a time zone offset of −720 to 840 minutes", "\(self.timeZoneOffsetMinutes)")
        }
        if self.intervalSeconds < 60 || 86_400 % self.intervalSeconds != 0 {
            return ("an interval of at least 60 s that divides a day", "\(self.intervalSeconds) s")
        }
        if self.timeZoneOffsetMinutes * 60 % Int64(self.intervalSeconds) != 0 {
            return ("an interval that divides the time zone's offset", "\(self.intervalSeconds) s")
        }
        if let problem = self.policy.problem(intervalSeconds: self.intervalSeconds) { return problem }
        if self.validators.isEmpty { return ("at least one principal with the role validator", "none") }
        if self.policy.isIllustrative && !self.isDemonstration {
            return ("an ordered policy, or a genesis marked as a demonstration", "an illustrative policy")
        }
        if Set(self.principals.map(\.key)).count != self.principals.count {
            return ("a key of its own for each principal", "a key that two principals share")
        }
        if Set(self.principals.map(\.label)).count != self.principals.count {
            return ("a label of its own for each principal", "a label that two principals share")
        }
        return self.policy.problem ?? self.approvalProblem
    }

    /// Nobody could ever give an approval that takes more or other principals than there are.
    private var approvalProblem: (expected: String, found: String)? {
        let roles = self.principals.map(\.roles)
        guard let matter = self.policy.approvals.first(where: { !$0.isGiven(by: roles) })?.matter else { return nil }
        return ("principals who can approve the matter \(matter)", "too few of them")
    }
}
