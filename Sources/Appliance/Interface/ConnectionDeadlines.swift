import NIOCore
import NIOHTTPTypes
import Platform

/// How many connections a server has.
final class OpenConnections: Sendable {
    private let count = Guarded(0)
    private let plenty: Int

    /// - Parameter most: that the server lets in.
    init(most: Int) { self.plenty = most / 2 }

    var areScarce: Bool { self.count.withLock { $0 } > self.plenty }

    func change(by difference: Int) { self.count.withLock { $0 += difference } }
}

/// Closes connections of clients that are too slow: whose requests do not come, or who do not take their answers.
///
/// Sees requests and answers in parts, after they are decoded and before they are encoded.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart

    /// A whole head, from the connection's begin or the last answer on.
    private static let head = TimeAmount.seconds(20)
    /// The same where connections are scarce.
    private static let scarceHead = TimeAmount.seconds(2)
    /// A whole body.
    private static let body = TimeAmount.seconds(30)
    /// A piece of an answer, until the network has taken it.
    private static let piece = TimeAmount.seconds(10)

    private let open: OpenConnections
    private var reading: Scheduled<Void>?
    private var writing: Scheduled<Void>?
    private var unwritten = 0

    init(_ open: OpenConnections) { self.open = open }

    func handlerAdded(context: ChannelHandlerContext) {
        self.open.change(by: 1)
        if context.channel.isActive { self.expectHead(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.open.change(by: -1)
        self.stop()
    }

    func channelActive(context: ChannelHandlerContext) {
        self.expectHead(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.stop()
        context.fireChannelInactive()
    }

    private func expectHead(_ context: ChannelHandlerContext) {
        self.expect(self.open.areScarce ? Self.scarceHead : Self.head, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head: self.expect(Self.body, context)
        case .body: break
        case .end:
            self.reading?.cancel()
            self.reading = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let isEnd = if case .end = self.unwrapOutboundIn(data) { true } else { false }
        let promise = promise ?? context.eventLoop.makePromise()
        self.unwritten += 1
        if self.writing == nil { self.writing = self.close(context, after: Self.piece) }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let this = NIOLoopBound(self, eventLoop: context.eventLoop)
        promise.futureResult.whenComplete { _ in this.value.wrote(isEnd: isEnd, bound.value) }
        context.write(data, promise: promise)
    }

    private func wrote(isEnd: Bool, _ context: ChannelHandlerContext) {
        self.unwritten -= 1
        self.writing?.cancel()
        self.writing = self.unwritten > 0 ? self.close(context, after: Self.piece) : nil
        if isEnd, self.reading == nil, context.channel.isActive { self.expectHead(context) }
    }

    private func expect(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        self.reading?.cancel()
        self.reading = self.close(context, after: time)
    }

    private func close(_ context: ChannelHandlerContext, after time: TimeAmount) -> Scheduled<Void> {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        return context.eventLoop.scheduleTask(in: time) { bound.value.close(promise: nil) }
    }

    private func stop() {
        self.reading?.cancel()
        self.writing?.cancel()
        (self.reading, self.writing) = (nil, nil)
    }
}
