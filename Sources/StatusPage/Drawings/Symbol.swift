/// Symbols of a one-line diagram (IEC 60617): they only decorate, the words stand beside them.
enum Symbol {
    static func drawing(of kind: GridNodeKind) -> Markup {
        """
        <svg class="symbol" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">\(self.shapes(kind))</svg>
        """
    }

    private static func shapes(_ kind: GridNodeKind) -> Markup {
        switch kind {
        // A generator.
        case .plant: "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M6 12c2-5 4-5 6 0s4 5 6 0\"/>"
        // A line with a breaker.
        case .feeder: "<path d=\"M12 1v6M12 17v6\"/><rect x=\"7\" y=\"7\" width=\"10\" height=\"10\"/>"
        // Two windings.
        case .transformer: "<circle cx=\"12\" cy=\"8\" r=\"6\"/><circle cx=\"12\" cy=\"16\" r=\"6\"/>"
        // A load.
        case .servicePoint: "<path d=\"M12 1v14M6 12l6 9 6-9z\"/>"
        }
    }
}
