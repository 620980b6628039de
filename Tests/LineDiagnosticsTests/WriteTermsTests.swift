import DeviceProfiles
import LineDiagnostics
import Testing

@Suite struct WriteTermsTests {
    private static let session = Commissioning(person: "R. Meena", secondPerson: "A. Verma")
    private static let profile = """
        profile: bench-meter
        vendor: Bench
        model: One
        kind: meter
        requests: {write_functions: [6, 16]}
        defaults: {table: holding, type: u16}
        fields:
          - {name: voltage.l1, address: 0}
          - {name: cfg.backlight, address: 10, access: rw, effect: setting}
          - {name: cfg.unknown, address: 11, access: rw}
          - {name: cfg.baud, address: 12, access: rw, effect: communication}
          - {name: cfg.clear, address: 13, access: rw, effect: reset}
          - {name: cfg.flags.low, address: 14, type: bits, first_bit: 0, bits: 4, access: rw, effect: setting}
          - {name: cfg.flags.high, address: 14, type: bits, first_bit: 4, bits: 4, access: rw, effect: setting}
          - {name: cfg.wide, address: 20, type: u32, access: rw, effect: setting}
          - {name: ct.ratio, address: 30, access: rw, effect: setting, role: ct-ratio}
        relay:
          write: {function: 6, close: 1, open: 2}
          read_back: {table: holding, closed: 1, open: 0}
          channels: [{channel: 1, address: 40, read_back_address: 41}]
        sources: [bench]
        """

    struct Row: Sendable, CustomTestStringConvertible {
        let place: UInt16
        var words: [UInt16] = [1]
        var function: UInt8 = 6
        var hasSession = true
        /// Words of the refusal; nil where the write is allowed.
        let refusal: String?

        var testDescription: String { "\(self.function) at \(self.place)\(self.hasSession ? "" : ", alone")" }
    }

    @Test(arguments: [
        Row(place: 10, hasSession: false, refusal: nil), Row(place: 10, function: 16, refusal: nil),
        Row(place: 11, hasSession: false, refusal: "--commissioning"), Row(place: 11, refusal: nil),
        Row(place: 12, hasSession: false, refusal: "cfg.baud"), Row(place: 12, refusal: nil),
        Row(place: 13, hasSession: false, refusal: "--second-person"), Row(place: 13, refusal: nil),
        Row(place: 30, hasSession: false, refusal: "ct.ratio"), Row(place: 30, refusal: nil),
        Row(place: 10, words: [1, 2, 3], function: 16, hasSession: false, refusal: "--commissioning"),
        Row(place: 14, hasSession: false, refusal: nil), Row(place: 20, words: [1, 2], function: 16, refusal: nil),
        Row(place: 20, words: [1], function: 16, refusal: "only a part of cfg.wide"),
        Row(place: 0, refusal: "cfg.backlight (holding 10)"),
        Row(place: 9, words: [1, 1], function: 16, refusal: "holding 9"),
        Row(place: 10, function: 5, refusal: "function 5"), Row(place: 10, function: 3, refusal: "does not write"),
        Row(place: 10, words: [], function: 16, refusal: "cannot be written"),
        Row(place: 0xFFFF, words: [1, 2], function: 16, refusal: "cannot be written"),
        Row(place: 40, refusal: "relay channel 1"), Row(place: 40, words: [2], refusal: "relay channel 1"),
        Row(place: 39, words: [0, 1], function: 16, refusal: "relay channel 1"),
    ])
    func `what may be written`(_ row: Row) throws {
        let profile = try DeviceProfile(yaml: Self.profile, file: "bench.yaml")
        let write = RegisterWrite(function: row.function, address: row.place, values: row.words)
        do {
            let fields = try WriteTerms.check(
                write, profile: profile, commissioning: row.hasSession ? Self.session : nil)
            #expect(row.refusal == nil && !fields.isEmpty)
        } catch {
            let words = try #require(row.refusal, "\(error)")
            #expect("\(error)".contains(words), "\(error)")
        }
    }

    @Test func `a session is two persons`() throws {
        for (first, second) in [
            ("", "A"), ("A", ""), ("A. Verma", "a verma"), ("-", "."), ("A", String(repeating: "b", count: 200)),
        ] {
            #expect(Commissioning(person: first, secondPerson: second) == nil)
        }
        #expect(Self.session?.isValid == true)
    }

    @Test func `bits of a register leave the others as they are`() throws {
        let profile = try DeviceProfile(yaml: Self.profile, file: "bench.yaml")
        let field = try #require(profile.field(named: "cfg.flags.high"))
        #expect(WriteTerms.merged(try field.encode(0xA), field, into: [0xFF35]) == [0xFFA5])
        #expect(WriteTerms.write(field, words: [0xFFA5], profile: profile).function == 6)
    }
}
