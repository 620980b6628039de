import CanonicalCBOR
import FieldBus
import Identity
import Ledger
import Metering
import Storage

/// What a guided trip at commissioning showed: which relay is a meter's, by whom and when.
struct StoredPairing: Hashable, Sendable {
    /// The relay by bus, device and channel: another one's pairing says nothing.
    let bus: String
    let device: String
    let channel: Int
    let at: UTCTime
    let person: String
    let key: PublicKey
    /// What was seen at each meter.
    let seen: [String]

    var cbor: CBOR {
        .array([
            .unsigned(1), .text(self.bus), .text(self.device), .unsigned(UInt64(self.channel)), .time(self.at),
            .text(self.person), .bytes(self.key.bytes),
            .array(self.seen.prefix(300).map { .text(String($0.prefix(200))) }),
        ])
    }

    init(bus: String, device: String, channel: Int, at: UTCTime, person: String, key: PublicKey, seen: [String]) {
        (self.bus, self.device, self.channel, self.at) = (bus, device, channel, at)
        (self.person, self.key, self.seen) = (person, key, seen)
    }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "pairing")
        let version = try fields.unsigned("version")
        guard version == 1 else { throw fields.refused("version", expected: "1", found: "\(version)") }
        self.bus = try fields.text("bus")
        self.device = try fields.text("device")
        self.channel = Int(try fields.uint8("channel"))
        self.at = try fields.time("at")
        self.person = try fields.text("person")
        guard let key = PublicKey(bytes: try fields.bytes("key", count: 32)) else {
            throw fields.refused("key", expected: "an Ed25519 key", found: "other bytes")
        }
        self.key = key
        var seen: [String] = []
        for value in try fields.array("seen", atMost: 300) { seen.append(try value.readText(atMost: 800)) }
        self.seen = seen
        try fields.end()
    }
}

extension EnforcementOffice {
    private static func pairingKey(_ meter: MeterID) -> String { "relay-pairing-\(meter.number)" }

    /// The pairing of a meter with the relay that it has now; nil where there was none.
    func pairing(of wiring: RelayDriver.Wiring) async throws -> StoredPairing? {
        guard let bytes = try await self.box.value(Self.pairingKey(wiring.meter)) else { return nil }
        let pairing = try StoredPairing(decoding: bytes)
        let isSame =
            pairing.bus == wiring.bus.configuration.name && pairing.device == wiring.relay.device
            && pairing.channel == wiring.relay.channel
        return isSame ? pairing : nil
    }

    func store(_ pairing: StoredPairing, of meter: MeterID) async throws {
        try await self.box.setValues([(Self.pairingKey(meter), pairing.cbor.encoded())])
    }
}
