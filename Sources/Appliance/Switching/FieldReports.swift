/// What came of something that a person ordered on site.
public struct FieldOrderReport: Codable, Sendable {
    public var action: String
    /// `meter M1-05`, `transformer T1`, and so on.
    public var place: String
    /// False where it is not done yet, or showed something else than was hoped for.
    public var isDone: Bool
    /// One sentence.
    public var text: String
    public var details: [String]
    /// The number of a tag.
    public var tag: String?

    init(
        _ action: FieldOrder.Action, _ place: String, isDone: Bool, _ text: String, details: [String] = [],
        tag: String? = nil
    ) {
        (self.action, self.place, self.isDone) = ("\(action)", place, isDone)
        (self.text, self.details, self.tag) = (text, details, tag)
    }

    /// - Parameter unsure: meters whose relays did not say that what was commanded before is over.
    static func tagPlaced(_ signed: SignedFieldOrder, unsure: [String] = []) -> FieldOrderReport {
        let place = "\(signed.order.place)"
        let placed = "Tag \(signed.id.prefix(8)) is on \(place): nothing below it is switched by remote. "
        let warning =
            unsure.isEmpty
            ? ""
            : "DO NOT BEGIN YET: a command from before may still be under way at \(unsure.joined(separator: ", ")). "
                + "Look at `gridtally relay status` until their relays are read back. "
        return FieldOrderReport(
            .placeTag, place, isDone: unsure.isEmpty, placed + warning + "NOT ISOLATED: test before touch.",
            tag: signed.id)
    }

    /// - Parameter isGone: false where a second officer has to consent.
    static func tagRemoval(_ signed: SignedFieldOrder, isGone: Bool) -> FieldOrderReport {
        let id = signed.order.tag ?? ""
        return FieldOrderReport(
            .removeTag, "\(signed.order.place)", isDone: isGone,
            isGone
                ? "Tag \(id.prefix(8)) is removed. Nothing moves by itself."
                : "Noted: one of two officers. The tag stays until a second one removes it as well.", tag: id)
    }
}

/// A safety tag in force.
public struct TagReport: Codable, Sendable {
    public var id: String
    public var place: String
    public var person: String
    public var reason: String
    /// UTC.
    public var placedAt: String
    public var publicKey: String
    /// The key signed exactly this.
    public var isSigned: Bool
    /// Officers who have consented to its removal.
    public var consents: Int
}

/// The relays of a box.
public struct RelaysReport: Codable, Sendable {
    public var relays: [RelayStatusReport]
    /// Trips so far in the last minute and hour; nil where they are not known, and nothing is disconnected then.
    public var tripsInMinute: Int64?
    public var tripsInHour: Int64?
    /// Why tags cannot be read; nothing is switched then.
    public var tagsUnreadable: String?
    /// Read from the files and the lines, without the service.
    public var isOffline: Bool
}

/// One relay, in the terms of DLMS/COSEM *Disconnect control*.
public struct RelayStatusReport: Codable, Sendable {
    public var meter: String
    public var bus: String
    public var device: String
    public var channel: Int
    /// `disconnected`, `connected`, `ready_for_reconnection` or `unknown`.
    public var controlState: String
    /// As last read back: `open`, `closed` or `unknown`.
    public var output: String
    /// UTC; nil where nothing was read back since the start.
    public var readBackAt: String?
    public var readBackAgeSeconds: Int64?
    public var lock: String?
    public var tags: [String]
    public var hold: String?
    public var pairedAt: String?
    public var pairedBy: String?
    /// What is missing so that it may be driven; nil where nothing is.
    public var undeclared: String?
    /// Number of the order in force.
    public var order: UInt64?
    /// A reconnection that waits for a person to confirm it.
    public var awaitsConfirmation: String?
    /// An order waits for a person to resume: an override or a safety tag that held it is over.
    public var awaitsResume: Bool
    /// The newest entry of the journal.
    public var last: String?
    /// What of the above is not known because it cannot be read, and why.
    public var unreadable: [String]
}

/// Why a supply is on or off, and why it would or would not be disconnected now.
public struct PermitWhyReport: Codable, Sendable {
    public var meter: String
    public var account: String?
    /// `active`, `due`, `noticed` or `ordered`.
    public var standing: String?
    /// UTC; the tip that says so.
    public var tipTime: String
    public var permitThrough: String?
    public var protection: String?
    public var order: UInt64?
    /// Looked at now; from the files alone where the service does not run.
    public var now: GuardsReport
    public var isOffline: Bool
    /// What was decided before, the newest first.
    public var journal: [SwitchingReport]
}

/// The twelve guards at one moment.
public struct GuardsReport: Codable, Sendable {
    /// UTC.
    public var at: String
    public var guards: [GuardReport]

    public var allHold: Bool { self.guards.allSatisfy(\.holds) }
}

public struct GuardReport: Codable, Sendable {
    /// For example `G2 fresh`.
    public var name: String
    public var holds: Bool
    /// What was seen, and the limit.
    public var sentence: String
    /// The same as `key=value`, in the guard's own order.
    public var values: [String]
}

/// One entry of the switching journal.
public struct SwitchingReport: Codable, Sendable {
    public var at: String
    public var text: String
    public var before: String
    public var after: String
    public var authority: String?
    public var check: GuardsReport?
    /// Right before the write.
    public var recheck: GuardsReport?
}

/// A voucher as its text, for `gridtally voucher use`.
public struct VoucherReport: Codable, Sendable {
    public var id: String
    public var meter: String
    public var expires: String
    public var text: String
}
