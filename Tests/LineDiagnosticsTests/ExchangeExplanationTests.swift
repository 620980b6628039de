import LineDiagnostics
import ModbusProtocol
import Testing

@Suite struct ExchangeExplanationTests {
    private static let scene = """
        seed: 3
        lines:
        - name: a
          link: a
          devices:
          - {unit: 3, profile: eastron-sdm120, serial: 1, faults: {crc: {p: 1, to_s: 10}}}
        """
    private static let timing = LineTiming(baud: 9600, parity: .none, stopBits: 1)

    @Test func `a damaged, a missing and a good answer are told in words`() throws {
        var box = try VirtualBox(scene: Self.scene)
        let read = ModbusRequest.readInputRegisters(address: 72, count: 2)
        let damaged = try box.ask(LineQuestion(unit: 3, request: read))
        let bad = ExchangeExplanation(damaged, timing: Self.timing)
        #expect(bad.question == "unit 3: read 2 input registers from 72 (0x0048, number 30073)")
        #expect(bad.sent == "03 04 00 48 00 02 F0 3F")
        #expect(bad.heard.count == 1)
        #expect(bad.verdict == "damaged answer" || bad.verdict == "nothing but noise")
        let silent = ExchangeExplanation(try box.ask(LineQuestion(unit: 4, request: read)), timing: Self.timing)
        #expect(silent.verdict == "no answer")
        #expect(silent.reasons[0].hasPrefix("Not a byte came in 1"))
        _ = box.listen(10_000_000_000, nil)
        let good = ExchangeExplanation(try box.ask(LineQuestion(unit: 3, request: read)), timing: Self.timing)
        #expect(good.verdict.hasPrefix("good answer after 1"))
        #expect(good.reasons.contains { $0.hasPrefix("Values: ") })
    }

    @Test func `addresses are told in the notations of data sheets`() {
        #expect(RegisterNotation.numbered(0, function: .readHoldingRegisters) == "40001")
        #expect(RegisterNotation.numbered(9998, function: .readInputRegisters) == "39999")
        #expect(RegisterNotation.numbered(9999, function: .readInputRegisters) == "310000")
        #expect(RegisterNotation.numbered(65535, function: .writeRegisters) == "465536")
        #expect(RegisterNotation.numbered(0, function: .writeSingleCoil) == "00001")
    }
}
