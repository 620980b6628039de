import CPlatform
import Glibc
import ModbusProtocol
import Platform

/// The other end of a bus: a pty master or a TCP listener with devices on a thread.
final class TestLine: Sendable {
    private struct State {
        var devices: [UInt8: TestDevice] = [:]
        var held: [[UInt8]] = []
        var echoes = false
        var isStopping = false
        var isStopped = false
    }

    /// Path of the pty's slave side; empty for TCP.
    let path: String
    /// TCP port; 0 for a pty.
    let port: Int
    private let descriptor: Int32
    private let wake: EventDescriptor
    private let state = Guarded(State())

    /// A pty.
    init(_ devices: [UInt8: TestDevice]) throws {
        var name = [CChar](repeating: 0, count: 64)
        self.descriptor = try checked("pty") { gt_pty_open(&name, name.count) }
        self.path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.port = 0
        self.wake = try EventDescriptor()
        self.state.withLock { $0.devices = devices }
        startThread(name: "test-line") { self.servePTY() }
    }

    /// A TCP listener on a free loopback port.
    init(tcp devices: [UInt8: TestDevice]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let port = try loopbackListener(listener)
        self.descriptor = listener
        self.path = ""
        self.port = port
        self.wake = try EventDescriptor()
        self.state.withLock { $0.devices = devices }
        startThread(name: "test-line") { self.serveTCP() }
    }

    func change(_ unit: UInt8, _ change: @Sendable (inout TestDevice) -> Void) {
        self.state.withLock { state in
            guard var device = state.devices[unit] else { return }
            change(&device)
            state.devices[unit] = device
        }
    }

    func device(_ unit: UInt8) -> TestDevice { self.state.withLock { $0.devices[unit] ?? TestDevice() } }

    func setEcho(_ echoes: Bool) { self.state.withLock { $0.echoes = echoes } }

    /// Puts bytes on the line that nobody asked for.
    func speak(_ bytes: [UInt8]) { self.write(bytes, to: self.descriptor) }

    /// Sends the answers that were kept back.
    func release() {
        let held = self.state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for frame in held { self.write(frame, to: self.descriptor) }
    }

    /// Closes the descriptor: a pty's other side sees a hang-up.
    func vanish() {
        self.state.withLock { $0.isStopping = true }
        self.wake.signal()
        while !self.state.withLock({ $0.isStopped }) { sched_yield() }
    }

    private func servePTY() {
        var framer = RTURequestFramer()
        while self.wait(self.descriptor) {
            let bytes = self.read(self.descriptor)
            // Nobody has the slave side open: a master then reads nothing but errors.
            if bytes.isEmpty {
                MonotonicClock.sleep(until: MonotonicClock.nanoseconds + 1_000_000)
                continue
            }
            if self.state.withLock({ $0.echoes }) { self.write(bytes, to: self.descriptor) }
            for frame in framer.receive(bytes, at: MonotonicClock.nanoseconds) {
                for bytes in self.answer(frame.unit, frame.pdu, { RTUFrame.encode(unit: frame.unit, pdu: $0) }) {
                    self.write(bytes, to: self.descriptor)
                }
            }
        }
        self.end(self.descriptor)
    }

    private func serveTCP() {
        var connection: Int32 = -1
        var framer = MBAPFramer()
        while true {
            guard self.wait(connection >= 0 ? connection : self.descriptor) else { break }
            if connection < 0 {
                connection = accept(self.descriptor, nil, nil)
                framer = MBAPFramer()
                continue
            }
            let bytes = self.read(connection)
            guard !bytes.isEmpty, let frames = try? framer.receive(bytes) else {
                close(connection)
                connection = -1
                continue
            }
            for frame in frames {
                let wrap: ([UInt8]) -> [UInt8] = {
                    MBAPFrame(transaction: frame.transaction, unit: frame.unit, pdu: $0).encoded()
                }
                for bytes in self.answer(frame.unit, frame.pdu, wrap) { self.write(bytes, to: connection) }
            }
        }
        if connection >= 0 { close(connection) }
        self.end(self.descriptor)
    }

    private func end(_ descriptor: Int32) {
        close(descriptor)
        self.state.withLock { $0.isStopped = true }
    }

    /// The frames that go out now.
    private func answer(_ unit: UInt8, _ pdu: [UInt8], _ wrap: ([UInt8]) -> [UInt8]) -> [[UInt8]] {
        guard var device = self.state.withLock({ $0.devices[unit] }) else { return [] }
        let response = (try? device.answer(pdu).encoded()) ?? []
        var frame = wrap(response)
        var frames: [[UInt8]] = []
        var held: [[UInt8]] = []
        switch device.behaviour {
        case .silent: break
        case .cut(let count): frames = [Array(frame.prefix(count))]
        case .damagesOnce:
            frame[frame.count - 1] ^= 0x55
            frames = [frame]
            device.behaviour = .answers
        case .holdsOnce:
            held = [frame]
            device.behaviour = .silent
        case .noise(let noise): frames = [noise, frame]
        case .answers, .exception: frames = [frame]
        }
        self.state.withLock { state in
            state.devices[unit] = device
            state.held += held
        }
        return frames
    }

    /// False when the line is to end.
    private func wait(_ descriptor: Int32) -> Bool {
        while !self.state.withLock({ $0.isStopping }) {
            // A hang-up of the master means only that the slave side is closed just now.
            let result = gt_wait_readable(descriptor, self.wake.descriptor, 50_000_000)
            if result != 0 { return !self.state.withLock { $0.isStopping } }
        }
        return false
    }

    private func read(_ descriptor: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 1024) { buffer, count in
            count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) {
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
