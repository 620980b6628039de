import CPlatform
import ModbusProtocol
import Testing

@testable import FieldBus

@Suite("What a driver says of a line, against what was asked for")
struct SerialSettingsTests {
    private func found(_ baud: Int32, _ bits: Int32, _ parity: Character, _ stop: Int32) -> gt_line {
        gt_line(baud: baud, data_bits: bits, parity: Int32(parity.asciiValue ?? 0), stop_bits: stop)
    }

    private func message(
        _ line: gt_line, baud: Int = 19_200, parity: Parity = .even, stopBits: Int = 1, isPseudoTerminal: Bool = false
    ) -> String? {
        let transport = BusTransport.serial(path: "/dev/ttyS0", baud: baud, parity: parity, stopBits: stopBits)
        do throws(BusError) {
            try SerialSettings.check(
                line, isPseudoTerminal: isPseudoTerminal,
                BusConfiguration(name: "line", transport: transport, devices: []))
            return nil
        } catch { return error.description }
    }

    @Test("every difference is told with both sides: rate, size, parity (a mini-UART has none), stop bits")
    func differences() {
        #expect(self.message(self.found(19_200, 8, "E", 1)) == nil)
        #expect(self.message(self.found(19_200, 8, "O", 2), parity: .odd, stopBits: 2) == nil)
        for (line, text) in [
            (self.found(19_200, 8, "N", 1), "19200 8N1"), (self.found(9600, 8, "E", 1), "9600 8E1"),
            (self.found(19_200, 7, "E", 1), "19200 7E1"), (self.found(19_200, 8, "O", 1), "19200 8O1"),
            (self.found(19_200, 8, "E", 2), "19200 8E2"),
        ] {
            let message = self.message(line)
            #expect(message?.contains("asked the adapter for 19200 8E1, it reports \(text)") == true)
        }
    }

    @Test("a pseudo-terminal has no parity and no size; its rate and stop bits count")
    func pseudoTerminal() {
        #expect(self.message(self.found(19_200, 7, "N", 1), isPseudoTerminal: true) == nil)
        #expect(self.message(self.found(9600, 8, "N", 1), isPseudoTerminal: true) != nil)
        #expect(self.message(self.found(19_200, 8, "N", 2), isPseudoTerminal: true) != nil)
    }
}
