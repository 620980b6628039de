import CZeroMQ
import Identity
import Platform

/// The process's authentication handler at `inproc://zeromq.zap.01`.
///
/// ZAP has one endpoint per context and the process has one context, so all networks of the process share this handler;
/// each socket names its own domain, under which its network registered a judge.
final class ZAPHandler: Sendable {
    /// Decides on a key that connects from an address; called on the handler's thread.
    typealias Judge = @Sendable (_ key: CurvePublicKey, _ address: String) -> Bool

    private let judges = Guarded([String: Judge]())

    /// Binds the endpoint on the calling thread, so that it is there before any socket, then starts its own thread.
    init(in context: ZeroMQContext) throws(PeerNetworkError) {
        do {
            let socket = try Socket(.router, in: context)
            try socket.bind("inproc://zeromq.zap.01")
            let loop = try PollLoop()
            loop.adopt(socket) { [unowned socket] in self.answer(on: socket) }
            loop.start(name: "gt-zap")
        } catch let error as ZeroMQError {
            throw .system(action: "cannot start the authentication of peers", reason: error.reason)
        } catch {
            throw .system(action: "cannot start the authentication of peers", reason: "\(error)")
        }
    }

    func register(domain: String, _ judge: @escaping Judge) { self.judges.withLock { $0[domain] = judge } }

    func unregister(domain: String) { self.judges.withLock { $0[domain] = nil } }

    private func answer(on socket: Socket) {
        do throws(ZeroMQError) {
            while let frames = try socket.receiveFrames(atMost: ZAPRequest.maximumFrames) {
                // Only libzmq itself can write here; what is no request gets no answer, and its handshake times out.
                guard let request = ZAPRequest(frames: frames) else { continue }
                try Self.send(request.answer(admitted: self.admits(request)), on: socket)
            }
        } catch {
            // Sockets that get no answer refuse the handshake, and the client tries again.
            return
        }
    }

    private func admits(_ request: ZAPRequest) -> Bool {
        guard let key = request.key, let judge = self.judges.withLock({ $0[request.domain] }) else { return false }
        return judge(key, request.address)
    }

    private static func send(_ frames: [[UInt8]], on socket: Socket) throws(ZeroMQError) {
        for (index, frame) in frames.enumerated() { try socket.send(head: frame, more: index < frames.count - 1) }
    }
}
