import CanonicalCBOR
import Identity
import Ledger
import Metering
import Testing

@testable import Appliance

@Suite("Safety tags and who may remove them")
struct TagBoardTests {
    private static let genesis = Digest.sha256([7])
    private static let now = UTCTime(seconds: 1_770_000_000)

    private static func key(_ number: UInt8) throws -> SigningKey {
        try SigningKey(seed: Array(repeating: number, count: 32))
    }

    private static func people() throws -> People {
        let roles: [(UInt8, String, Roles)] = [
            (1, "meena", .crew), (2, "verma", .crew), (3, "registrar", .registrar), (4, "regulator", .regulator),
        ]
        var persons: [PublicKey: People.Person] = [:]
        for (number, label, roles) in roles {
            persons[try self.key(number).publicKey] = People.Person(number: UInt32(number), label: label, roles: roles)
        }
        return People(persons)
    }

    private static func order(
        _ action: FieldOrder.Action, by number: UInt8, tag: String? = nil, at time: UTCTime = Self.now
    ) throws -> SignedFieldOrder {
        SignedFieldOrder(
            FieldOrder(
                action: action, place: SafetyPlace(kind: .transformer, label: "T1"), person: "person \(number)",
                reason: "work", at: time, tag: tag, nonce: Array(repeating: number, count: 16)),
            by: try self.key(number), genesis: self.genesis)
    }

    private static func tagged() throws -> (TagBoard, String) {
        var board = TagBoard()
        let placed = try self.order(.placeTag, by: 1)
        try board.place(placed, by: 1)
        return (board, placed.id)
    }

    @Test("the person who placed it removes it, by the first digits of its number, also where nobody is known")
    func own() throws {
        for people in [try Self.people(), nil] {
            var (board, id) = try Self.tagged()
            let order = try Self.order(.removeTag, by: 1, tag: String(id.prefix(6)))
            #expect(try board.remove(order, people, now: Self.now))
            #expect(board.entries.isEmpty && board.removed.count == 1)
        }
    }

    @Test("digits that are too few, no tag's, or those of several tags choose none, and the tags are named")
    func numbers() throws {
        let tags = [("ab12cd34ef", "meter M1 (A)"), ("ab12cd99ef", "bus line (B)"), ("ff12cd34ef", "feeder F (C)")]
            .map { (id: $0.0, what: $0.1) }
        #expect(try TagNumber.index(of: "AB12cd9", among: tags) == 1)
        for (digits, error) in [
            (
                "",
                FieldRefusal.shortTagNumber(
                    "", matching: ["ab12cd34 meter M1 (A)", "ab12cd99 bus line (B)", "ff12cd34 feeder F (C)"])
            ),
            ("ff1", .shortTagNumber("ff1", matching: ["ff12cd34 feeder F (C)"])),
            (
                "ab12cd",
                .ambiguousTag("ab12cd", matching: ["ab12cd34ef meter M1 (A)", "ab12cd99ef bus line (B)"])
            ),
            ("0000", .noSuchTag("0000", known: tags.map { "\($0.id.prefix(8)) \($0.what)" })),
        ] {
            #expect(throws: error) { try TagNumber.index(of: digits, among: tags) }
            #expect(error.isUsage && "\(error)".contains(digits))
        }
    }

    @Test("another crew cannot, one officer is not enough, and the same officer twice is one")
    func officers() throws {
        var (board, id) = try Self.tagged()
        let people = try Self.people()
        func remove(_ number: UInt8, _ time: UTCTime = Self.now) throws(FieldRefusal) -> Bool {
            guard let order = try? Self.order(.removeTag, by: number, tag: id, at: time) else { return false }
            return try board.remove(order, people, now: time)
        }
        #expect(throws: FieldRefusal.notOwnTag(person: "person 1")) { try remove(2) }
        #expect(throws: FieldRefusal.notOwnTag(person: "person 1")) { try remove(9) }
        #expect(try !remove(3))
        let later = Self.now.adding(seconds: 1)
        #expect(throws: FieldRefusal.alreadyConsented(officer: "registrar")) { try remove(3, later) }
        // A day later the first consent is void.
        #expect(try !remove(4, Self.now.adding(seconds: 86_401)))
        #expect(try remove(3, Self.now.adding(seconds: 86_402)))
        #expect(board.entries.isEmpty)
    }

    @Test("the same order again, as after a lost answer, is the same order: signed once, and carried out once")
    func again() throws {
        let key = try Self.key(1)
        var draft = try FieldOrderDraft(.placeTag, SafetyPlace(kind: .bus, label: "line"), "meena", "work", nil, nil)
        let placed = draft.signed(key, now: Self.now, genesis: Self.genesis)
        #expect(draft.signed(key, now: Self.now.adding(seconds: 90), genesis: Self.genesis) == placed)
        var board = TagBoard()
        for _ in 0..<2 { try board.place(placed, by: 1) }
        #expect(board.entries.count == 1)
        let people = try Self.people()
        let consent = try Self.order(.removeTag, by: 3, tag: placed.id)
        for _ in 0..<2 { #expect(try !board.remove(consent, people, now: Self.now)) }
        let removal = try Self.order(.removeTag, by: 4, tag: placed.id)
        for _ in 0..<2 { #expect(try board.remove(removal, people, now: Self.now)) }
        #expect(board.entries.isEmpty && board.removed.count == 1)
    }

    @Test("a label is refused with the limit that holds for labels")
    func limits() throws {
        let place = SafetyPlace(kind: .bus, label: String(repeating: "x", count: 65))
        #expect(throws: FieldRefusal.needsName("the place", atMost: 64)) {
            _ = try FieldOrderDraft(.placeTag, place, "meena", "work", nil, nil)
        }
    }

    @Test("where a relay does not say that it is at rest, the tag is placed and nobody is told to begin")
    func unsure() throws {
        let signed = try Self.order(.placeTag, by: 1)
        #expect(FieldOrderReport.tagPlaced(signed).isDone)
        let report = FieldOrderReport.tagPlaced(signed, unsure: ["M1", "M2"])
        #expect(!report.isDone && report.tag == signed.id && report.text.contains("DO NOT BEGIN YET"))
        #expect(report.text.contains("at M1, M2."))
    }

    @Test("a person whose key changed still removes the tag")
    func rotated() throws {
        var (board, id) = try Self.tagged()
        let people = People([try Self.key(8).publicKey: People.Person(number: 1, label: "meena", roles: .crew)])
        #expect(try board.remove(try Self.order(.removeTag, by: 8, tag: id), people, now: Self.now))
    }

    @Test("is the same after it was stored, and other bytes are refused")
    func encoding() throws {
        var (board, id) = try Self.tagged()
        _ = try board.remove(try Self.order(.removeTag, by: 3, tag: id), try Self.people(), now: Self.now)
        var other = try Self.order(.placeTag, by: 2)
        try board.place(other, by: nil)
        _ = try board.remove(try Self.order(.removeTag, by: 2, tag: other.id), nil, now: Self.now)
        let bytes = board.encoded()
        #expect(try TagBoard(decoding: bytes) == board)
        for count in bytes.indices {
            #expect(throws: CBORError.self) { try TagBoard(decoding: Array(bytes.prefix(count))) }
        }
        other = try Self.order(.placeTag, by: 1)
        #expect(other.isSigned(genesis: Self.genesis) && !other.isSigned(genesis: Digest.sha256([8])))
    }

    @Test("an order of another time, without name or reason, or of another zone is refused")
    func orders() throws {
        let order = try Self.order(.placeTag, by: 1)
        func check(_ now: UTCTime, _ genesis: Digest = Self.genesis) throws {
            try SwitchingDesk.check(order, genesis: genesis, now: now, scale: 1)
        }
        try check(Self.now.adding(seconds: 600))
        #expect(throws: FieldRefusal.self) { try check(Self.now.adding(seconds: 601)) }
        #expect(throws: FieldRefusal.self) { try check(Self.now.adding(seconds: -601)) }
        #expect(throws: FieldRefusal.badSignature) { try check(Self.now, Digest.sha256([8])) }
        var nameless = order.order
        nameless.person = ""
        let signed = SignedFieldOrder(nameless, by: try Self.key(1), genesis: Self.genesis)
        #expect(throws: FieldRefusal.needsName("the person's name")) {
            try SwitchingDesk.check(signed, genesis: Self.genesis, now: Self.now, scale: 1)
        }
    }

    @Test("a voucher's text says the same again, and any other text nothing")
    func voucher() throws {
        let voucher = Voucher(
            meter: MeterID(5), serial: "12000005", reference: "R-1", issuedAt: Self.now,
            expires: Self.now.adding(seconds: 3600), nonce: Array(repeating: 3, count: 16))
        let signed = SignedVoucher(voucher, by: try Self.key(3), genesis: Self.genesis)
        #expect(try SignedVoucher(text: " " + signed.text + "\n") == signed)
        #expect(signed.isSigned(genesis: Self.genesis))
        for text in ["", "gtv1-", "gtv1-zz", String(signed.text.dropLast(2)), signed.text + "00"] {
            #expect(throws: FieldRefusal.self) { try SignedVoucher(text: text) }
        }
    }
}
