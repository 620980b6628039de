/// Bounds on what peers can make this box hold.
public struct PeerNetworkLimits: Hashable, Sendable {
    /// Largest body of a request, in bytes. Default 64 KiB.
    public var controlMessageBytes = 64 * 1024
    /// Largest body that is published or sent as a reply, in bytes. Default 1 MiB and 192 KiB for what proves a block.
    public var blockMessageBytes = 1024 * 1024 + 192 * 1024
    /// Messages that wait for one subscriber; beyond that it misses messages. Default 1000.
    public var publishQueueMessages = 1000
    /// Messages of one publisher that libzmq holds for us before it stops reading. Default 64.
    public var receiveQueueMessages = 64
    /// Requests without an answer that one peer may have here, and that we may have at one peer. Default 8.
    ///
    /// Twice as many replies may wait for one connection; boxes of one zone should agree on this limit.
    public var outstandingRequests = 8
    /// Elements that wait in each of the streams `published` and `requests`. Default 8192.
    public var streamMessages = 8192
    /// Body bytes that wait in each of these streams. Default 64 MiB.
    public var streamBytes = 64 * 1024 * 1024
    /// Body bytes of one peer that wait in each of these streams, so that none crowds out the others. Default 16 MiB.
    public var streamBytesPerPeer = 16 * 1024 * 1024
    /// Events that wait in the stream `events`. Default 1024.
    public var streamEvents = 1024

    public init() {}

    /// High-water mark that never stands in the way of requests within the credit, nor of their replies: libzmq takes
    /// note of what the other side read only after half a queue.
    var creditQueueMessages: Int { 2 * self.outstandingRequests }

    public static let standard = PeerNetworkLimits()

    func check() throws(PeerNetworkError) {
        let counts = [
            self.publishQueueMessages, self.receiveQueueMessages, self.outstandingRequests,
            self.streamMessages, self.streamEvents,
        ]
        guard counts.allSatisfy({ (1...1_000_000).contains($0) }) else {
            throw .badConfiguration("a queue length is outside 1 to 1 000 000; correct the network limits")
        }
        let sizes = [self.controlMessageBytes, self.blockMessageBytes]
        guard sizes.allSatisfy({ (1024...256 * 1024 * 1024).contains($0) }) else {
            throw .badConfiguration("a message size is outside 1 KiB to 256 MiB; correct the network limits")
        }
        guard self.streamBytesPerPeer >= self.blockMessageBytes, self.streamBytes >= self.streamBytesPerPeer else {
            throw .badConfiguration(
                "a stream must hold at least one message of every size (\(self.blockMessageBytes) bytes) per peer, "
                    + "and in all at least what it holds per peer; raise the stream bytes of the network limits")
        }
    }
}
