import DeviceProfiles
import Metering
import ModbusProtocol
import Simulation

/// A client in virtual time: asks, listens, and keeps the silence before its requests.
struct VirtualClient {
    /// One question and everything that was heard until its time was up.
    struct Exchange {
        let unit: UInt8
        let request: ModbusRequest
        let sent: [UInt8]
        /// Moments in nanoseconds.
        let start: Int64
        let heard: [HeardBytes]

        var bytes: [UInt8] { self.heard.flatMap(\.bytes) }

        /// A good answer of the unit that was asked, at any offset; an exception too.
        var response: ModbusResponse? {
            guard var framer = try? RTUResponseFramer(unit: self.unit, request: self.request) else { return nil }
            for piece in self.heard {
                if case .answered(let response, _, _) = framer.receive(piece.bytes, at: piece.nanoseconds) {
                    return response
                }
            }
            guard case .answered(let response, _, _) = framer.silence() else { return nil }
            return response
        }
    }

    static let start = UTCTime(milliseconds: 1_767_573_000_000)
    static let voltages = ModbusRequest.readInputRegisters(address: 0, count: 6)

    var line: VirtualLine
    var parameters: LineParameters
    var now: Int64 = 5_000_000_000
    /// Chain milliseconds in one millisecond.
    var scale: Int64 = 1
    private var lastByte: Int64 = 0

    init(_ yaml: String, seed: UInt64? = nil) throws {
        let scene = try Scene(yaml: yaml, file: "scene.yaml", seed: seed)
        let line = scene.lines[0]
        self.line = try VirtualLine(line: line, scene: scene, start: Self.start, profiles: Repository.catalog())
        self.parameters = LineParameters(baud: line.baud, parity: line.parity, stopBits: line.stopBits)
        _ = self.line.advance(to: self.now) { _ in Self.start }
    }

    /// A line with ten three-phase meters and the faults given, as on a bench.
    static func bench(
        _ faults: String = "", baud: Int = 19200, more: String = "", seed: UInt64? = nil
    ) throws -> VirtualClient {
        try VirtualClient(
            """
            lines:
            - name: line
              link: line.tty
              baud: \(baud)
              parity: even
              turnaround_ms: 20
              \(more)
              devices: {count: 10, profile: eastron-sdm630, first_serial: 63000001}
              \(faults.isEmpty ? "" : "faults: {\(faults)}")
            """, seed: seed)
    }

    var timing: LineTiming {
        self.parameters.timing(strictCharacters: self.line.line.countsStrictCharacters)
    }

    /// Lets time pass and returns what came.
    mutating func listen(_ nanoseconds: Int64) -> [HeardBytes] { self.advance(to: self.now + nanoseconds) }

    /// Asks after the silence, and listens for `window` nanoseconds from the request's start.
    mutating func ask(
        _ unit: UInt8, _ request: ModbusRequest = Self.voltages, window: Int64 = 300_000_000
    ) throws -> Exchange {
        var stray: [HeardBytes] = []
        while self.now < self.lastByte + self.timing.silenceNanoseconds {
            stray += self.advance(to: self.lastByte + self.timing.silenceNanoseconds)
        }
        let sent = RTUFrame.encode(unit: unit, pdu: try request.encoded())
        let start = self.now
        self.line.transmit(sent, at: start, parameters: self.parameters)
        self.lastByte = start + self.timing.duration(ofCharacters: sent.count)
        let heard = self.advance(to: start + window)
        return Exchange(unit: unit, request: request, sent: sent, start: start, heard: heard)
    }

    /// Sends without any care for what is on the line.
    mutating func shout(_ bytes: [UInt8]) { self.line.transmit(bytes, at: self.now, parameters: self.parameters) }

    mutating func advance(to moment: Int64) -> [HeardBytes] {
        var heard: [HeardBytes] = []
        let (origin, scale) = (Int64(5_000_000_000), self.scale)
        while self.now < moment {
            self.now = min(moment, max(self.now, self.line.nextMoment ?? moment))
            heard += self.line.advance(to: self.now) { nanoseconds in
                Self.start.adding(milliseconds: (nanoseconds - origin) / 1_000_000 * scale)
            }
        }
        self.lastByte = max(self.lastByte, heard.last?.nanoseconds ?? 0)
        return heard
    }
}
