import ModbusProtocol
import Testing

@testable import Simulation

@Suite struct LineReceiverTests {
    static let request = RTUFrame.encode(unit: 7, pdu: [4, 0, 0, 0, 2])

    static func pace(baud: Int) throws -> LinePace {
        let yaml = "lines: [{name: a, link: a, parity: even, transformer: {unit: 1, profile: p}, baud: \(baud)}]"
        return LinePace(line: try Scene(yaml: yaml, file: "a").lines[0], baud: baud)
    }

    static func end(_ receiver: inout LineReceiver) -> RTURequestFrame? { receiver.endOfFrame() }

    @Test func `characters and silences have the standard's length`() throws {
        let slow = try Self.pace(baud: 9600)
        #expect(slow.character == 1_145_833 && slow.silence == 4_010_415 && slow.turnaround == 10_000_000)
        let fast = try Self.pace(baud: 115_200)
        #expect(fast.character == 95_486 && fast.silence == 1_750_000 && fast.charactersPerWakeUp == 5)
    }

    @Test func `a frame ends a silence after its last character would have passed`() throws {
        let pace = try Self.pace(baud: 9600)
        var receiver = LineReceiver()
        #expect(receiver.deadline == nil)
        receiver.receive(Self.request, at: 1000, pace: pace)
        #expect(receiver.lineFree == 1000 + 8 * pace.character)
        #expect(receiver.deadline == receiver.lineFree + pace.silence)
        let ended = receiver.endOfFrame()
        let frame = try #require(ended)
        #expect(frame.unit == 7 && frame.pdu == [4, 0, 0, 0, 2])
        let again = receiver.endOfFrame()
        #expect(receiver.deadline == nil && again == nil)
    }

    @Test func `pieces of a frame make one frame`() throws {
        let pace = try Self.pace(baud: 19_200)
        var receiver = LineReceiver()
        receiver.receive(Array(Self.request.prefix(3)), at: 0, pace: pace)
        receiver.receive(Array(Self.request.dropFirst(3)), at: 50, pace: pace)
        #expect(receiver.lineFree == 8 * pace.character)
        #expect(Self.end(&receiver)?.unit == 7)
    }

    @Test func `a request that more characters follow without a pause is none`() throws {
        let pace = try Self.pace(baud: 9600)
        var receiver = LineReceiver()
        receiver.receive(Self.request + [1, 2, 3], at: 0, pace: pace)
        #expect(Self.end(&receiver) == nil)
        receiver.receive([0xff, 0x00] + Self.request, at: 0, pace: pace)
        #expect(Self.end(&receiver)?.unit == 7, "noise before a frame is skipped")
    }

    @Test func `an unknown function ends by silence`() throws {
        var receiver = LineReceiver()
        receiver.receive(RTUFrame.encode(unit: 7, pdu: [0x64, 1]), at: 0, pace: try Self.pace(baud: 9600))
        #expect(Self.end(&receiver)?.pdu == [0x64, 1])
    }

    @Test func `strict devices ignore a request that comes too early after anything on the line`() throws {
        let pace = try Self.pace(baud: 9600)
        var receiver = LineReceiver(requiresSilence: true)
        receiver.receive(Self.request, at: 0, pace: pace)
        #expect(Self.end(&receiver)?.unit == 7, "the first on the line")
        // The answer is on the line until here.
        receiver.busy(until: 50_000_000)
        receiver.receive(Self.request, at: 50_000_000 + pace.silence - 1, pace: pace)
        #expect(Self.end(&receiver) == nil)
        receiver.receive(Self.request, at: receiver.lineFree + pace.silence, pace: pace)
        #expect(Self.end(&receiver)?.unit == 7)
    }
}
