import ModbusProtocol
import Testing

@testable import Simulation

@Suite struct LineReceiverTests {
    static let request = RTUFrame.encode(unit: 7, pdu: [4, 0, 0, 0, 2])

    static func timing(baud: Int) throws -> LineTiming {
        let yaml = "lines: [{name: a, link: a, parity: even, transformer: {unit: 1, profile: p}, baud: \(baud)}]"
        return LineTiming(line: try Scene(yaml: yaml, file: "a").lines[0], baud: baud)
    }

    @Test func `characters and silences have the standard's length`() throws {
        let slow = try Self.timing(baud: 9600)
        #expect(slow.character == 1_145_833 && slow.silence == 4_010_415 && slow.turnaround == 10_000_000)
        let fast = try Self.timing(baud: 115_200)
        #expect(fast.character == 95_486 && fast.silence == 1_750_000 && fast.charactersPerWakeUp == 5)
    }

    @Test func `a frame ends a silence after its last character would have passed`() throws {
        let timing = try Self.timing(baud: 9600)
        var receiver = LineReceiver()
        #expect(receiver.deadline == nil)
        receiver.receive(Self.request, at: 1000, timing: timing)
        #expect(receiver.lineFree == 1000 + 8 * timing.character)
        #expect(receiver.deadline == receiver.lineFree + timing.silence)
        let frame = try #require(receiver.endOfFrame())
        #expect(frame.unit == 7 && frame.pdu == [4, 0, 0, 0, 2])
        #expect(receiver.deadline == nil && receiver.endOfFrame() == nil)
    }

    @Test func `pieces of a frame make one frame`() throws {
        let timing = try Self.timing(baud: 19_200)
        var receiver = LineReceiver()
        receiver.receive(Array(Self.request.prefix(3)), at: 0, timing: timing)
        receiver.receive(Array(Self.request.dropFirst(3)), at: 50, timing: timing)
        #expect(receiver.lineFree == 8 * timing.character)
        #expect(receiver.endOfFrame()?.unit == 7)
    }

    @Test func `a request that more characters follow without a pause is none`() throws {
        let timing = try Self.timing(baud: 9600)
        var receiver = LineReceiver()
        receiver.receive(Self.request + [1, 2, 3], at: 0, timing: timing)
        #expect(receiver.endOfFrame() == nil)
        receiver.receive([0xff, 0x00] + Self.request, at: 0, timing: timing)
        #expect(receiver.endOfFrame()?.unit == 7, "noise before a frame is skipped")
    }

    @Test func `an unknown function ends by silence`() throws {
        var receiver = LineReceiver()
        receiver.receive(RTUFrame.encode(unit: 7, pdu: [0x64, 1]), at: 0, timing: try Self.timing(baud: 9600))
        #expect(receiver.endOfFrame()?.pdu == [0x64, 1])
    }
}
