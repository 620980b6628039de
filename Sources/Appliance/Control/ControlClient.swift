public import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Why the service did not do what was asked.
public enum ControlError: Error, Sendable, CustomStringConvertible {
    case notReachable(socket: String, reason: String)
    case refused(status: Int, reason: String)
    case unreadable(String)

    public var description: String {
        switch self {
        case .notReachable(let socket, let reason):
            "no service answers at \(socket) (\(reason)). Is `gridtally run` running, and is this the right --socket?"
        case .refused(_, let reason): reason
        case .unreadable(let what): "the service's answer cannot be read: \(what)"
        }
    }
}

/// HTTP over the service's Unix socket.
public struct ControlClient: Sendable {
    public let socket: String
    /// How long an answer is waited for.
    var patienceSeconds: Int64 = 60

    /// The most bytes of an answer.
    private static let maximumAnswer = 64 << 20

    public init(socket: URL) { self.socket = socket.path }

    /// A text as part of a path, or as the value of a query.
    public static func part(_ text: String) -> String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
    }

    public func get<Answer: Decodable & Sendable>(_ path: String, as type: Answer.Type = Answer.self) async throws
        -> Answer
    {
        try Self.decode(try await self.exchange(.GET, path, body: nil))
    }

    public func post<Answer: Decodable & Sendable>(
        _ path: String, _ body: [UInt8], as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        try Self.decode(try await self.exchange(.POST, path, body: body))
    }

    private static func decode<Answer: Decodable>(_ body: [UInt8]) throws(ControlError) -> Answer {
        do {
            return try ReportJSON.decoder.decode(Answer.self, from: Data(body))
        } catch {
            throw .unreadable("\(error)")
        }
    }

    private func exchange(_ method: HTTPMethod, _ path: String, body: [UInt8]?) async throws -> [UInt8] {
        let (status, bytes) = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            group.addTask { try await self.send(method, path, body) }
            group.addTask {
                try await Task.sleep(for: .seconds(self.patienceSeconds))
                throw ControlError.notReachable(
                    socket: self.socket, reason: "no answer within \(self.patienceSeconds) s")
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
        guard status / 100 == 2 else {
            let refusal = try? ReportJSON.decoder.decode(RefusalReport.self, from: Data(bytes))
            throw ControlError.refused(status: status, reason: refusal?.error ?? "the service answered \(status)")
        }
        return bytes
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: [UInt8]?) async throws -> (Int, [UInt8]) {
        let channel: NIOAsyncChannel<HTTPClientResponsePart, HTTPPart<HTTPRequestHead, ByteBuffer>>
        do {
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: self.socket) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(RequestPartHandler())
                        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            throw ControlError.notReachable(socket: self.socket, reason: reason)
        }
        return try await channel.executeThenClose { inbound, outbound in
            var head = HTTPRequestHead(version: .http1_1, method: method, uri: path)
            head.headers.add(name: "Host", value: "localhost")
            head.headers.add(name: "Connection", value: "close")
            head.headers.add(name: "Content-Length", value: "\(body?.count ?? 0)")
            // In one piece: the service may answer and close as soon as it has the last byte, which is before `end`.
            try await outbound.write(contentsOf: [
                .head(head), .body(ByteBuffer(bytes: body ?? [])), .end(nil),
            ])
            var (status, bytes): (Int, [UInt8]) = (0, [])
            for try await part in inbound {
                switch part {
                case .head(let head): status = Int(head.status.code)
                case .body(let buffer):
                    bytes.append(contentsOf: buffer.readableBytesView)
                    guard bytes.count <= Self.maximumAnswer else {
                        throw ControlError.unreadable("over \(Self.maximumAnswer) bytes")
                    }
                case .end: return (status, bytes)
                }
            }
            throw ControlError.notReachable(socket: self.socket, reason: "the connection ended before the answer")
        }
    }
}

/// Turns request parts with plain buffers into those that the HTTP encoder takes.
final class RequestPartHandler: ChannelOutboundHandler, Sendable {
    typealias OutboundIn = HTTPPart<HTTPRequestHead, ByteBuffer>
    typealias OutboundOut = HTTPClientRequestPart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part: HTTPClientRequestPart =
            switch self.unwrapOutboundIn(data) {
            case .head(let head): .head(head)
            case .body(let buffer): .body(.byteBuffer(buffer))
            case .end(let trailers): .end(trailers)
            }
        context.write(self.wrapOutboundOut(part), promise: promise)
    }
}
