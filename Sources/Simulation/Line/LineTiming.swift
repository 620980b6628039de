/// Times on an asynchronous serial line, in nanoseconds.
struct LineTiming: Hashable, Sendable {
    /// One character: start bit, data, parity and stop bits.
    let character: Int64
    /// Between two frames: 3.5 characters, and 1.75 ms above 19 200 bit/s (Modbus over Serial Line V1.02, 2.5.1.1).
    let silence: Int64
    /// From a request's last character to the answer's first.
    let turnaround: Int64

    /// - Parameter baud: the rate that the line runs at now.
    init(line: Scene.Line, baud: Int) {
        self.character = line.characterNanoseconds(baud: baud)
        self.silence = baud > 19_200 ? 1_750_000 : self.character * 7 / 2
        self.turnaround = max(self.silence, Int64(line.turnaroundMilliseconds) * 1_000_000)
    }

    /// Characters to hand over at one wake-up, so that a fast line does not wake the thread for each.
    var charactersPerWakeUp: Int { Int(max(1, 500_000 / self.character)) }
}
