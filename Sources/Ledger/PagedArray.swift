/// An array whose copies share what neither has changed since: a change copies one page, where an `Array` copies all.
///
/// Blocks are built and checked on copies of the state, several at a time, and each of them changes few entries.
public struct PagedArray<Element> {
    @usableFromInline static var pageBits: Int { 7 }
    @usableFromInline static var pageCount: Int { 1 << Self.pageBits }

    /// All full but the last one.
    @usableFromInline var pages: [[Element]] = []
    public private(set) var count = 0

    public init() {}

    public init(_ elements: some Sequence<Element>) { for element in elements { self.append(element) } }

    public mutating func append(_ element: Element) {
        if self.count.isMultiple(of: Self.pageCount) { self.pages.append([]) }
        self.pages[self.pages.count - 1].append(element)
        self.count += 1
    }

    /// Nil where there is none.
    public mutating func popLast() -> Element? {
        guard let last = self.last else { return nil }
        self.removeLast(1)
        return last
    }

    /// Takes `count` elements from the end, which must be there.
    public mutating func removeLast(_ count: Int) {
        let kept = self.count - count
        precondition(kept >= 0)
        let pages = (kept + Self.pageCount - 1) >> Self.pageBits
        self.pages.removeLast(self.pages.count - pages)
        if pages > 0 {
            let inLast = kept - (pages - 1) << Self.pageBits
            self.pages[pages - 1].removeLast(self.pages[pages - 1].count - inLast)
        }
        self.count = kept
    }
}

extension PagedArray: RandomAccessCollection, MutableCollection {
    @inlinable public var startIndex: Int { 0 }
    public var endIndex: Int { self.count }

    @inlinable public subscript(index: Int) -> Element {
        get { self.pages[index >> Self.pageBits][index & (Self.pageCount - 1)] }
        _modify { yield &self.pages[index >> Self.pageBits][index & (Self.pageCount - 1)] }
    }
}

extension PagedArray: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Element...) { self.init(elements) }
}

extension PagedArray: Equatable where Element: Equatable {
    public static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }
}

extension PagedArray: Sendable where Element: Sendable {}
