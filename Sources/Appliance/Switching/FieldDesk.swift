import Contract
public import Foundation
import Identity
import Ledger
import Metering
import Platform
import Storage

/// What a person on site wants of a box: through its service where that answers, else by its files and lines.
public struct FieldDesk: Sendable {
    private let configuration: URL?
    let client: ControlClient

    /// - Parameters:
    ///   - configuration: the box's; nil: the installed one.
    ///   - socket: the service's; nil: that of the configuration. Alone, it may be another box's, and then nothing is done
    ///     without the service.
    public init(configuration: URL?, socket: URL?) throws {
        let installed = URL(fileURLWithPath: LineWish.standardConfiguration)
        let file = configuration ?? (FileManager.default.fileExists(atPath: installed.path) ? installed : nil)
        self.configuration = socket != nil && configuration == nil ? nil : file
        if let socket {
            self.client = ControlClient(socket: socket)
        } else if let file {
            self.client = ControlClient(socket: try BoxConfiguration.places(of: file).control)
        } else {
            self.client = ControlClient(socket: URL(fileURLWithPath: LineWish.standardSocket))
        }
    }

    /// By the service, or where nobody answers and there is a configuration, without it.
    func either<Result: Sendable>(
        _ online: () async throws -> Result, offline: (BoxConfiguration) async throws -> Result
    ) async throws -> Result {
        do {
            return try await online()
        } catch ControlError.notReachable(let socket, let reason) {
            guard let configuration else { throw ControlError.notReachable(socket: socket, reason: reason) }
            CrewNote.say("no service answers at \(socket) (\(reason)): working on the box's own files and lines")
            return try await offline(try BoxConfiguration(contentsOf: configuration))
        }
    }

    // MARK: Tags

    /// - Parameter kind: meter, bus, transformer or feeder.
    public func placeTag(
        _ kind: String, _ label: String, person: String, reason: String, key: URL
    ) async throws -> FieldOrderReport {
        let place = try Self.place(kind, label)
        return try await self.order(.placeTag, place, person: person, reason: reason, key: key)
    }

    /// - Parameter id: the first digits of the tag's number, at least four, and enough that only one tag begins so.
    public func removeTag(_ id: String, person: String, key: URL) async throws -> FieldOrderReport {
        let tags = try await self.tags()
        let tag = tags[try TagNumber.index(of: id, among: tags.map { ($0.id, "\($0.place) (\($0.person))") })]
        let words = tag.place.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { throw ControlError.unreadable("the place of tag \(tag.id)") }
        return try await self.order(
            .removeTag, try Self.place(words[0], words[1]), person: person, reason: "", key: key, tag: tag.id)
    }

    public func tags() async throws -> [TagReport] {
        try await self.either {
            try await self.client.get("/api/v1/tags")
        } offline: { box in
            let genesis = try GenesisDocument.readEncoded(box.genesis)
            return try await TagStore(data: box.data).board().reports(genesis: genesis.hash)
        }
    }

    private static func place(_ kind: String, _ label: String) throws(FieldRefusal) -> SafetyPlace {
        guard let kind = SafetyPlace.Kind.allCases.first(where: { $0.name == kind }) else {
            throw .noSuchPlace("kind of place \(kind)", known: SafetyPlace.Kind.allCases.map(\.name))
        }
        return SafetyPlace(kind: kind, label: label)
    }

    // MARK: Relays

    public func relays() async throws -> RelaysReport {
        try await self.either {
            try await self.client.get("/api/v1/relays")
        } offline: { box in
            let offline = try await OfflineBox.open(box, access: .readOnly)
            return try await offline.looking { await offline.desk.relays(isOffline: true) }
        }
    }

    /// Whether a pairing trial of a meter watches what it counts, not a current.
    public func pairsByFlow(_ meter: String) async throws -> Bool {
        try await self.either {
            let meters: [MeterReport] = try await self.client.get("/api/v1/meters?meter=\(ControlClient.part(meter))")
            guard let found = meters.first else { throw ControlError.unreadable("the meters") }
            return found.isPairedByFlow
        } offline: { box in
            let state = try await StoredZone.state(box, try GenesisDocument.readEncoded(box.genesis))
            guard let number = state.meter(labelled: meter) else {
                throw FieldRefusal.noSuchPlace("meter \(meter)", known: state.meters.map(\.label))
            }
            return MeterReport(Int(number.number), state).isPairedByFlow
        }
    }

    public func pair(_ meter: String, person: String, reason: String, key: URL) async throws -> FieldOrderReport {
        try await self.order(.pair, SafetyPlace(kind: .meter, label: meter), person: person, reason: reason, key: key)
    }

    /// - Parameter hours: how long no order may trip the meter.
    public func override(
        _ meter: String, hours: Double, person: String, reason: String, key: URL
    ) async throws -> FieldOrderReport {
        try await self.order(
            .override, SafetyPlace(kind: .meter, label: meter), person: person, reason: reason, key: key,
            milliseconds: Int64(hours * 3_600_000))
    }

    public func resume(_ meter: String, person: String, reason: String, key: URL) async throws -> FieldOrderReport {
        try await self.order(.resume, SafetyPlace(kind: .meter, label: meter), person: person, reason: reason, key: key)
    }

    public func clear(_ meter: String, person: String, reason: String, key: URL) async throws -> FieldOrderReport {
        try await self.order(
            .clearLock, SafetyPlace(kind: .meter, label: meter), person: person, reason: reason, key: key)
    }

    public func confirm(_ meter: String, person: String, key: URL) async throws -> FieldOrderReport {
        try await self.order(.confirm, SafetyPlace(kind: .meter, label: meter), person: person, reason: "", key: key)
    }

    public func why(_ meter: String) async throws -> PermitWhyReport {
        try await self.either {
            try await self.client.get("/api/v1/permit/why?meter=\(ControlClient.part(meter))")
        } offline: { box in
            let offline = try await OfflineBox.open(box, access: .readOnly)
            return try await offline.desk.why(meter: meter, isOffline: true)
        }
    }
}
