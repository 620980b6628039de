import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// One connection to etcd's own HTTP gateway that is kept open, with one request under way.
struct EtcdConnection {
    /// etcd's answer to `maintenance/status`; its numbers are text, as 64 bits do not fit JSON's.
    struct Status: Decodable, Sendable {
        struct Header: Decodable, Sendable {
            let memberID: String

            enum CodingKeys: String, CodingKey { case memberID = "member_id" }
        }

        let header: Header
        /// Empty or zero where no leader is elected.
        let leader: String
    }

    private typealias Inbound = NIOAsyncChannelInboundStream<HTTPClientResponsePart>
    private typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPPart<HTTPRequestHead, ByteBuffer>>

    private static let maximumAnswer = 1 << 20

    private var answers: Inbound.AsyncIterator
    private let requests: Outbound

    /// Opens a connection for as long as `body` takes.
    static func with<Result: Sendable>(
        port: Int, _ body: @Sendable (inout EtcdConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(RequestPartHandler())
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPPart<HTTPRequestHead, ByteBuffer>>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = EtcdConnection(answers: inbound.makeAsyncIterator(), requests: outbound)
            return try await body(&connection)
        }
    }

    static func status(port: Int) async throws -> Status {
        try await Self.with(port: port) { connection in
            try JSONDecoder().decode(
                Status.self, from: Data(await connection.post("/v3/maintenance/status", Array("{}".utf8))))
        }
    }

    /// The body of a `kv/put` request.
    static func put(key: String, value: [UInt8]) -> [UInt8] {
        let (key, value) = (Data(key.utf8).base64EncodedString(), Data(value).base64EncodedString())
        return Array("{\"key\":\"\(key)\",\"value\":\"\(value)\"}".utf8)
    }

    /// Sends a request and waits for its answer.
    mutating func post(_ path: String, _ body: [UInt8]) async throws -> [UInt8] {
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path)
        head.headers.add(name: "Host", value: "127.0.0.1")
        head.headers.add(name: "Content-Length", value: "\(body.count)")
        try await self.requests.write(contentsOf: [.head(head), .body(ByteBuffer(bytes: body)), .end(nil)])
        var (status, answer): (Int, [UInt8]) = (0, [])
        while let part = try await self.answers.next(isolation: #isolation) {
            switch part {
            case .head(let head): status = Int(head.status.code)
            case .body(let buffer):
                answer.append(contentsOf: buffer.readableBytesView)
                guard answer.count <= Self.maximumAnswer else {
                    throw StepFailure(step: "etcd answers \(path)", lastSeen: "over \(Self.maximumAnswer) bytes")
                }
            case .end:
                guard status == 200 else {
                    let words = String(decoding: answer.prefix(400), as: UTF8.self)
                    throw StepFailure(step: "etcd answers \(path)", lastSeen: "\(status) \(words)")
                }
                return answer
            }
        }
        throw StepFailure(step: "etcd answers \(path)", lastSeen: "the connection ended")
    }
}
