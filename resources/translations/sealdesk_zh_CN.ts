<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About SealDesk</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>SealDesk {version}</source>
        <translation>电子公章用印工作台 {version}</translation>
    </message>
    <message>
        <source>Workbench for the custodian of electronic seals</source>
        <translation>供公章管理员使用的电子印章工作台</translation>
    </message>
    <message>
        <source>Free software under the GNU Affero General Public License, version 3 or later. Icons: Lucide, ISC licence. Qt {qt}.</source>
        <translation>自由软件，依照 GNU Affero 通用公共许可证第 3 版或更新版本发布。图标：Lucide（ISC 许可证）。Qt {qt}。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ActFlow</name>
    <message>
        <source>-stamped</source>
        <translation>-已盖章</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>正在核对</translation>
    </message>
    <message>
        <source>Opening the seal</source>
        <translation>正在打开印章</translation>
    </message>
    <message>
        <source>Save the stamped document as</source>
        <translation>将盖章后的文件另存为</translation>
    </message>
    <message>
        <source>Stamping</source>
        <translation>正在盖章</translation>
    </message>
</context>
<context>
    <name>ActPanel</name>
    <message>
        <source>Document</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Stamp</source>
        <translation>盖章</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>None open</source>
        <translation>未打开文件</translation>
    </message>
    <message>
        <source>{pages} pages · {size}</source>
        <translation>共 {pages} 页 · {size}</translation>
    </message>
    <message>
        <source>document</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>request</source>
        <translation>申请</translation>
    </message>
    <message>
        <source>seal</source>
        <translation>印章</translation>
    </message>
    <message>
        <source>places</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>token</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Still missing: {what}</source>
        <translation>还差：{what}</translation>
    </message>
    <message>
        <source>The PIN will be asked for.</source>
        <translation>将要求输入口令。</translation>
    </message>
    <message>
        <source>Everything is ready.</source>
        <translation>已准备就绪。</translation>
    </message>
</context>
<context>
    <name>AddSealDialog</name>
    <message>
        <source>Add another seal to this act</source>
        <translation>在本次用印中加盖另一印章</translation>
    </message>
    <message>
        <source>Approved requests for this document</source>
        <translation>针对此文件的已批准申请</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>All seals of an act share one signature, made with one certificate of the token.</source>
        <translation>同一次用印的印章共用一个签名，由密钥中的同一张证书签署。</translation>
    </message>
    <message>
        <source>No other approved request names this document.</source>
        <translation>没有其他已批准的申请针对此文件。</translation>
    </message>
    <message>
        <source>None of these seals can join this act.</source>
        <translation>这些印章都不能加入本次用印。</translation>
    </message>
    <message>
        <source>This seal is in the act already, under another request.</source>
        <translation>此印章已按另一份申请列入本次用印。</translation>
    </message>
    <message>
        <source>This seal is not in use now.</source>
        <translation>此印章目前不在使用状态。</translation>
    </message>
    <message>
        <source>No certificate may sign for this seal and for those in the act: stamp it on its own.</source>
        <translation>没有证书可同时为此印章与已列入的印章签名，请单独用印。</translation>
    </message>
    <message>
        <source>The certificate for these seals is not on the token.</source>
        <translation>密钥中没有可为这些印章签名的证书。</translation>
    </message>
    <message>
        <source>{count} left</source>
        <translation>余 {count} 次</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>The window is open already; it was brought to the front.</source>
        <translation>窗口已经打开，已切换到前台。</translation>
    </message>
</context>
<context>
    <name>AttachmentDialog</name>
    <message>
        <source>Read the attachment “{name}”?</source>
        <translation>调阅附件“{name}”？</translation>
    </message>
    <message>
        <source>Save the attachment</source>
        <translation>保存附件</translation>
    </message>
    <message>
        <source>It is written to {path}. The ledger has your name.</source>
        <translation>将写入 {path}。用印记录会记下您的姓名。</translation>
    </message>
    <message>
        <source>Who reads it</source>
        <translation>调阅人</translation>
    </message>
</context>
<context>
    <name>AttachmentsList</name>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Drop files here, or</source>
        <translation>将文件拖到此处，或</translation>
    </message>
    <message>
        <source>Leave out “{name}”</source>
        <translation>移除“{name}”</translation>
    </message>
    <message>
        <source>What this file is</source>
        <translation>文件类别</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>添加文件</translation>
    </message>
</context>
<context>
    <name>BatchClosingDialog</name>
    <message>
        <source>A batch is being sealed</source>
        <translation>批量用印正在进行</translation>
    </message>
    <message>
        <source>The document at work is finished first. What is sealed stays sealed; the batch can be gone on with the next time, and no document is sealed twice.</source>
        <translation>正在用印的文件会先办完。已用印的文件保持不变；下次打开可继续此批次，任何文件都不会重复用印。</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>Go on sealing</source>
        <translation>继续用印</translation>
    </message>
    <message>
        <source>Stop the batch and close?</source>
        <translation>停止批量用印并关闭窗口？</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
</context>
<context>
    <name>BatchFoot</name>
    <message>
        <source>Seal the documents…</source>
        <translation>批量用印…</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重新用印</translation>
    </message>
    <message>
        <source>End the batch</source>
        <translation>结束批次</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>It takes another use of the request</source>
        <translation>将再占用申请的一次用印次数</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续用印</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>Still to be looked at and confirmed before the PIN: {count}</source>
        <translation>输入口令之前，还须查看并确认 {count} 份文件</translation>
    </message>
    <message>
        <source>No document is ready to be sealed: the remarks say why. Discard the plan and choose the seal that was approved for them, or have the applicants ask for its use first.</source>
        <translation>没有可以用印的文件，原因见“说明”。请放弃此批次，改选这些文件已获批准的印章；没有申请的，请先由用印人提出用印申请。</translation>
    </message>
    <message>
        <source>Ready: {count} documents, one PIN</source>
        <translation>{count} 份文件已就绪，只需输入一次口令</translation>
    </message>
    <message>
        <source>about {count} s left</source>
        <translation>约剩 {count} 秒</translation>
    </message>
    <message>
        <source>about {count} min left</source>
        <translation>约剩 {count} 分钟</translation>
    </message>
    <message>
        <source>Counted, without a sealed document: no. {numbers}</source>
        <translation>已计次但未生成文件：第 {numbers} 份</translation>
    </message>
    <message>
        <source>The token was asked to sign, and there is no file. Try again where the request allows another use, or end the batch as it stands.</source>
        <translation>密钥已被要求签名，但没有生成文件。如申请还有剩余次数，可重新用印；否则请按现状结束批次。</translation>
    </message>
    <message>
        <source>{count} documents are sealed, verified and recorded</source>
        <translation>{count} 份文件已用印、验证并记录</translation>
    </message>
    <message>
        <source>The signed manifest lies with them: {name}</source>
        <translation>签名的清单与文件存放在一起：{name}</translation>
    </message>
    <message>
        <source>Not sealed: {count}; the table says why.</source>
        <translation>未用印 {count} 份，原因见上表。</translation>
    </message>
</context>
<context>
    <name>BatchKeeperDialog</name>
    <message>
        <source>Who looks at the documents of this batch?</source>
        <translation>由谁查看本批次的文件？</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>验证身份</translation>
    </message>
    <message>
        <source>Only who keeps the seal “{seal}” confirms documents or sets them aside. What you say of them is signed with your own key; you are asked once for this batch.</source>
        <translation>只有“{seal}”的保管人可以确认或搁置文件。每次确认和搁置都由本人签名，记入用印记录；本批次只问这一次。</translation>
    </message>
    <message>
        <source>Who keeps the seal</source>
        <translation>印章保管人</translation>
    </message>
</context>
<context>
    <name>BatchLooking</name>
    <message>
        <source>Previous page with the seal</source>
        <translation>上一个盖章页</translation>
    </message>
    <message>
        <source>Next page with the seal</source>
        <translation>下一个盖章页</translation>
    </message>
    <message>
        <source>Looked at, confirm</source>
        <translation>看过，确认</translation>
    </message>
    <message>
        <source>Enter turns to the next page with the seal; when all were shown it confirms, and goes on to the next document</source>
        <translation>按回车键翻到下一处盖章的页；各页都显示过后即为确认，并转到下一份文件</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>The seal or the document is not right: seal the others only</source>
        <translation>印章位置或文件不对：只为其他文件用印</translation>
    </message>
    <message>
        <source>Looked at, confirmed</source>
        <translation>已查看，已确认</translation>
    </message>
    <message>
        <source>Looked at, set aside</source>
        <translation>已查看，已搁置</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>未列入用印</translation>
    </message>
    <message>
        <source>Still to be turned to: page {pages}</source>
        <translation>还须翻看：第 {pages} 页</translation>
    </message>
    <message>
        <source>To be looked at</source>
        <translation>须查看</translation>
    </message>
    <message>
        <source>Need not be looked at</source>
        <translation>不要求查看</translation>
    </message>
    <message>
        <source>Page {page}</source>
        <translation>第 {page} 页</translation>
    </message>
</context>
<context>
    <name>BatchPreview</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
</context>
<context>
    <name>BatchRuleFields</name>
    <message>
        <source>Placing rule</source>
        <translation>盖章位置规则</translation>
    </message>
    <message>
        <source>The same place on each document</source>
        <translation>每份文件的同一位置</translation>
    </message>
    <message>
        <source>Where a keyword stands</source>
        <translation>关键字所在处</translation>
    </message>
    <message>
        <source>Official document, over issuer and date</source>
        <translation>公文：压署名和日期</translation>
    </message>
    <message>
        <source>Straddle seal only</source>
        <translation>仅盖骑缝章</translation>
    </message>
    <message>
        <source>Also a straddle seal over the right edge of all pages</source>
        <translation>同时在全部页面右边加盖骑缝章</translation>
    </message>
    <message>
        <source>Template: {name}</source>
        <translation>模板：{name}</translation>
    </message>
    <message>
        <source>From which side</source>
        <translation>从哪一侧量起</translation>
    </message>
    <message>
        <source>From above or below</source>
        <translation>从上边还是下边量起</translation>
    </message>
    <message>
        <source>Distance of the seal&apos;s centre across</source>
        <translation>印章中心的水平距离</translation>
    </message>
    <message>
        <source>Distance of the seal&apos;s centre down</source>
        <translation>印章中心的垂直距离</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页码</translation>
    </message>
    <message>
        <source>Across</source>
        <translation>水平</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>垂直</translation>
    </message>
    <message>
        <source>Such as: Seal here</source>
        <translation>例如：盖章处</translation>
    </message>
    <message>
        <source>Keyword</source>
        <translation>关键字</translation>
    </message>
    <message>
        <source>Which occurrence</source>
        <translation>第几处</translation>
    </message>
    <message>
        <source>Moved to the right</source>
        <translation>向右偏移</translation>
    </message>
    <message>
        <source>Moved down</source>
        <translation>向下偏移</translation>
    </message>
    <message>
        <source>Occurrence</source>
        <translation>取哪一处</translation>
    </message>
    <message>
        <source>Right, down</source>
        <translation>右移、下移</translation>
    </message>
    <message>
        <source>Issuer and date are found in the text of each document. Where a rule is not kept it is said.</source>
        <translation>在每份文件的文字中查找发文机关署名和成文日期；不合规范之处会逐份列出。</translation>
    </message>
    <message>
        <source>Edge</source>
        <translation>页边</translation>
    </message>
    <message>
        <source>Such as 1-3,7; also: all, odd, even, last</source>
        <translation>例如 1-3,7；也可填：全部、奇数页、偶数页、末页</translation>
    </message>
</context>
<context>
    <name>BatchSetup</name>
    <message>
        <source>All PDFs of a folder</source>
        <translation>文件夹中的全部 PDF</translation>
    </message>
    <message>
        <source>Approved requests</source>
        <translation>已批准的用印申请</translation>
    </message>
    <message>
        <source>Folder with the documents</source>
        <translation>待用印文件所在文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Seal</source>
        <translation>印章</translation>
    </message>
    <message>
        <source>Folder for the sealed documents</source>
        <translation>已用印文件的存放文件夹</translation>
    </message>
    <message>
        <source>Look through the documents</source>
        <translation>检查文件</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Choose a folder, or type its path</source>
        <translation>选择文件夹，或输入路径</translation>
    </message>
    <message>
        <source>New batch</source>
        <translation>新建批次</translation>
    </message>
    <message>
        <source>Many documents get the same seal with one PIN. Each needs an approved request for its very bytes.</source>
        <translation>为多份文件加盖同一枚印章，只需输入一次口令。每份文件的原始内容都须有已批准的用印申请。</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Where on each document</source>
        <translation>盖章位置</translation>
    </message>
    <message>
        <source>Sealed documents go to</source>
        <translation>已用印文件存放到</translation>
    </message>
    <message>
        <source>Records of batches cannot be trusted</source>
        <translation>部分批次的存档不可信</translation>
    </message>
    <message>
        <source>Approved requests for this seal: {count}</source>
        <translation>此印章的已批准申请：{count} 份</translation>
    </message>
    <message>
        <source>No approved request for this seal; there are some for: {seals}</source>
        <translation>此印章没有已批准的用印申请；有申请的印章：{seals}</translation>
    </message>
    <message>
        <source>There is no approved request; the applicant asks for one first.</source>
        <translation>目前没有已批准的用印申请，请先由用印人提出申请。</translation>
    </message>
    <message>
        <source>Still missing: the folder with the documents</source>
        <translation>还缺：待用印文件所在文件夹</translation>
    </message>
    <message>
        <source>Still missing: at least one request</source>
        <translation>还缺：至少一项申请</translation>
    </message>
    <message>
        <source>Still missing: a seal that is in use</source>
        <translation>还缺：启用中的印章</translation>
    </message>
    <message>
        <source>Still missing: the place on each document</source>
        <translation>还缺：盖章位置</translation>
    </message>
    <message>
        <source>Still missing: the folder for the sealed documents</source>
        <translation>还缺：已用印文件的存放文件夹</translation>
    </message>
    <message>
        <source>-stamped</source>
        <translation>-已盖章</translation>
    </message>
    <message>
        <source>{done} of {count} looked through</source>
        <translation>已检查 {done}/{count} 份</translation>
    </message>
</context>
<context>
    <name>BatchTable</name>
    <message>
        <source>No.</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页数</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Being sealed</source>
        <translation>正在用印</translation>
    </message>
    <message>
        <source>To be looked at</source>
        <translation>须查看</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>已确认</translation>
    </message>
</context>
<context>
    <name>BatchWork</name>
    <message>
        <source>All batches</source>
        <translation>全部批次</translation>
    </message>
    <message>
        <source>Discard the plan</source>
        <translation>放弃此批次</translation>
    </message>
    <message>
        <source>Which documents</source>
        <translation>显示哪些文件</translation>
    </message>
    <message>
        <source>All documents</source>
        <translation>全部文件</translation>
    </message>
    <message>
        <source>Still to be looked at</source>
        <translation>尚须查看</translation>
    </message>
    <message>
        <source>With remarks</source>
        <translation>有说明的</translation>
    </message>
    <message>
        <source>Not sealed</source>
        <translation>未用印的</translation>
    </message>
    <message>
        <source>Documents of the batch</source>
        <translation>批次中的文件</translation>
    </message>
    <message>
        <source>{count} documents</source>
        <translation>共 {count} 份</translation>
    </message>
    <message>
        <source>{shown} of {count} documents</source>
        <translation>显示 {shown}/{count} 份</translation>
    </message>
</context>
<context>
    <name>BatchesSoFar</name>
    <message>
        <source>Batches so far</source>
        <translation>已有批次</translation>
    </message>
    <message>
        <source>No batch yet. Choose the documents, the seal and the place at the left.</source>
        <translation>还没有批次。请先在左侧选择文件、印章和盖章位置。</translation>
    </message>
</context>
<context>
    <name>ChangePinDialog</name>
    <message>
        <source>Change the PIN</source>
        <translation>修改口令</translation>
    </message>
    <message>
        <source>Present PIN</source>
        <translation>原口令</translation>
    </message>
    <message>
        <source>The PIN that was just set</source>
        <translation>刚才设置的口令</translation>
    </message>
    <message>
        <source>New PIN</source>
        <translation>新口令</translation>
    </message>
    <message>
        <source>New PIN once more</source>
        <translation>再次输入新口令</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>The PIN is locked</source>
        <translation>口令已锁定</translation>
    </message>
    <message>
        <source>It has to be unblocked before it can be changed.</source>
        <translation>须先解锁口令，才能修改。</translation>
    </message>
    <message>
        <source>This is the last try</source>
        <translation>这是最后一次机会</translation>
    </message>
    <message>
        <source>A wrong present PIN locks the token. If you are not certain, stop here.</source>
        <translation>原口令再输错一次，密钥就会锁定。没有把握时请到此为止。</translation>
    </message>
    <message>
        <source>The PIN was wrong before</source>
        <translation>此前输错过口令</translation>
    </message>
    <message>
        <source>Few tries are left. Check the present PIN before you enter it.</source>
        <translation>剩余次数不多，请核对原口令后再输入。</translation>
    </message>
    <message>
        <source>Press “Begin”, then follow what the token shows.</source>
        <translation>点“开始”，然后按密钥上的提示操作。</translation>
    </message>
    <message>
        <source>The PIN is unblocked; now its holder changes it</source>
        <translation>口令已解锁，请持有人随即修改</translation>
    </message>
    <message>
        <source>A PIN that was set with the code counts as an initial PIN and may not seal.</source>
        <translation>用解锁码设置的口令视同初始口令，不能用印。</translation>
    </message>
    <message>
        <source>An initial PIN may not seal: change the PIN first</source>
        <translation>初始口令不能用印，请先修改口令</translation>
    </message>
    <message>
        <source>This PIN was not changed here by its holder. The new one is known to you alone.</source>
        <translation>该口令尚未由您在本工作站修改过；新口令只应由您本人知道。</translation>
    </message>
    <message>
        <source>This token takes the PIN itself</source>
        <translation>本密钥自带键盘</translation>
    </message>
    <message>
        <source>Changing…</source>
        <translation>正在修改…</translation>
    </message>
</context>
<context>
    <name>ChangeSealDialog</name>
    <message>
        <source>Change “{seal}”</source>
        <translation>变更“{seal}”</translation>
    </message>
    <message>
        <source>Make the new version</source>
        <translation>制作新版本</translation>
    </message>
    <message>
        <source>Nothing stamps until the new version was filed, issued and put into use. The old one is kept.</source>
        <translation>新版本备案、发放并启用之前不能用印。旧版本予以保留。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>所属部门</translation>
    </message>
    <message>
        <source>New picture</source>
        <translation>新图样</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Nothing is changed yet</source>
        <translation>尚未作任何变更</translation>
    </message>
    <message>
        <source>The changed seal needs its new picture</source>
        <translation>变更后的印章须有新图样</translation>
    </message>
    <message>
        <source>The reason is missing</source>
        <translation>请填写事由</translation>
    </message>
</context>
<context>
    <name>ChecksStep</name>
    <message>
        <source>Checks</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Made when a document is open.</source>
        <translation>打开文件后进行检查。</translation>
    </message>
    <message>
        <source>Nothing stands against it</source>
        <translation>没有发现问题</translation>
    </message>
    <message>
        <source>Kept by the deputy {person} until {day}</source>
        <translation>由代管人{person}保管至 {day}</translation>
    </message>
    <message>
        <source>More places than the request has left</source>
        <translation>位置数超过申请的剩余次数</translation>
    </message>
    <message>
        <source>Not placed yet</source>
        <translation>尚未放置</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>On a blank page</source>
        <translation>盖在空白页上</translation>
    </message>
    <message>
        <source>Two seals touch</source>
        <translation>两枚印章相碰</translation>
    </message>
    <message>
        <source>A seal on a page without text can be misused. Place it on a page with text.</source>
        <translation>印章单独盖在没有正文的页上容易被冒用，请盖在有正文的页上。</translation>
    </message>
    <message>
        <source>Seals should neither touch nor cross. Move one of them.</source>
        <translation>印章之间不应相切或相交，请移开其中一枚。</translation>
    </message>
    <message>
        <source>page {page}</source>
        <translation>第 {page} 页</translation>
    </message>
    <message>
        <source>Not at true size</source>
        <translation>有印迹不是实际尺寸</translation>
    </message>
    <message>
        <source>Sized for the paper that was scanned, not for the stated page size</source>
        <translation>印章按扫描原件的纸张换算，未按文件标称的页面尺寸</translation>
    </message>
    <message>
        <source>Signed before ({count}): stamping does not touch those signatures</source>
        <translation>文件已有 {count} 个签名，盖章不影响这些签名</translation>
    </message>
    <message>
        <source>The seal goes into the prepared field “{field}”</source>
        <translation>印章将放入预留签章域“{field}”</translation>
    </message>
    <message>
        <source>Do not use</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>Prepared signature field: {field}</source>
        <translation>此文件有预留签章域：{field}</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>放入此处</translation>
    </message>
    <message>
        <source>{count} more prepared fields</source>
        <translation>另有 {count} 个预留签章域</translation>
    </message>
</context>
<context>
    <name>ConversionDialog</name>
    <message>
        <source>Is the PDF the same as “{name}”?</source>
        <translation>PDF 与“{name}”的内容一致吗？</translation>
    </message>
    <message>
        <source>It is the same, use it</source>
        <translation>内容与原文件一致，采用</translation>
    </message>
    <message>
        <source>The seal goes on the PDF. Look at every page: text, numbers, pictures, lines and page breaks.</source>
        <translation>印章将盖在这份 PDF 上。请逐页核对文字、数字、图片、换行和分页。</translation>
    </message>
    <message>
        <source>Who compared it</source>
        <translation>核对人</translation>
    </message>
    <message>
        <source>Do not use it</source>
        <translation>不采用</translation>
    </message>
    <message>
        <source>Open the original</source>
        <translation>打开原文件</translation>
    </message>
    <message>
        <source>Open the PDF</source>
        <translation>打开 PDF</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原文件</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页数</translation>
    </message>
    <message>
        <source>Converted by</source>
        <translation>转换程序</translation>
    </message>
    <message>
        <source>Nothing unusual was found in the file.</source>
        <translation>未发现需要特别留意的内容。</translation>
    </message>
    <message>
        <source>Look closely</source>
        <translation>请重点核对</translation>
    </message>
</context>
<context>
    <name>ConversionFlow</name>
    <message>
        <source>Making a PDF</source>
        <translation>正在转换为 PDF</translation>
    </message>
</context>
<context>
    <name>CopyDialog</name>
    <message>
        <source>Save a copy for reading of “{name}”?</source>
        <translation>另存“{name}”的供阅览副本？</translation>
    </message>
    <message>
        <source>Save the copy</source>
        <translation>另存副本</translation>
    </message>
    <message>
        <source>Every page becomes a picture with your name and the date across it. The copy has no signature; it proves nothing. The ledger has your name.</source>
        <translation>每一页都变成图片，并标有经办人姓名和日期。副本不带签名，不能作为凭证。经办人记入用印记录。</translation>
    </message>
    <message>
        <source>Who makes it</source>
        <translation>经办人</translation>
    </message>
    <message>
        <source>Save a copy for reading</source>
        <translation>另存供阅览副本</translation>
    </message>
    <message>
        <source>{name} - for reading.pdf</source>
        <translation>{name}-供阅览.pdf</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>An unexpected error</source>
        <translation>程序出现意外错误</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>This is a fault of the program. No document was changed that is not in the ledger. Copy the details for the system administrator; if the window behaves oddly, close and open it again.</source>
        <translation>这是程序本身的错误。凡有改动的文件都已记入用印记录。请复制详细信息交给系统管理员；如窗口显示异常，请关闭后重新打开。</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>DecisionDialog</name>
    <message>
        <source>Do nothing</source>
        <translation>暂不办理</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translation>签署</translation>
    </message>
    <message>
        <source>A signature is missing</source>
        <translation>尚缺签署人或密码</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>正在办理…</translation>
    </message>
</context>
<context>
    <name>DelegationDialog</name>
    <message>
        <source>Let a deputy keep “{seal}” for a period?</source>
        <translation>将“{seal}”交由他人代管？</translation>
    </message>
    <message>
        <source>Name the deputy</source>
        <translation>办理代管</translation>
    </message>
    <message>
        <source>Custodian, deputy and approver sign. It ends by itself; until then the custodian does not stamp with it.</source>
        <translation>由保管人、代管人、批准人签署。到期自动结束；代管期间保管人不能用此印章。</translation>
    </message>
    <message>
        <source>Custodian</source>
        <translation>保管人</translation>
    </message>
    <message>
        <source>Deputy</source>
        <translation>代管人</translation>
    </message>
    <message>
        <source>Approves</source>
        <translation>批准人</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>代管截止日</translation>
    </message>
    <message>
        <source>at most {days} days</source>
        <translation>最长 {days} 天</translation>
    </message>
    <message>
        <source>Let a deputy keep the token with {count} seals for a period?</source>
        <translation>将密钥及其上 {count} 枚印章交由他人代管？</translation>
    </message>
</context>
<context>
    <name>DeletePracticeDialog</name>
    <message>
        <source>Delete the practice data?</source>
        <translation>删除练习数据？</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Practice token, seals, requests and records go. Real seals and records stay untouched.</source>
        <translation>练习用的密钥、印章、申请和记录都会删除。真实的印章和用印记录不受影响。</translation>
    </message>
</context>
<context>
    <name>DiagnosticsDialog</name>
    <message>
        <source>Save a diagnostic bundle</source>
        <translation>保存诊断包</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>For whoever helps you: one file that tells how this workstation is set up.</source>
        <translation>交给协助您的人：一个说明本工作站状况的文件。</translation>
    </message>
    <message>
        <source>Inside: findings of the self-test, versions, settings, logs, kinds of tokens.</source>
        <translation>内含：自检结果、版本、设置、日志、密钥型号。</translation>
    </message>
    <message>
        <source>Not inside: PINs, passwords, keys, documents and their names, people&apos;s names, serial numbers.</source>
        <translation>不含：口令、密码、密钥内容、文件及其名称、人员姓名、序列号。</translation>
    </message>
    <message>
        <source>Collecting…</source>
        <translation>正在收集…</translation>
    </message>
    <message>
        <source>The bundle is saved</source>
        <translation>诊断包已保存</translation>
    </message>
</context>
<context>
    <name>DropArea</name>
    <message>
        <source>Drop a PDF or a picture of a seal here</source>
        <translation>将 PDF 或印章图片拖到此处</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Nothing is changed and nothing is sent anywhere.</source>
        <translation>不改动文件，也不会发送到任何地方。</translation>
    </message>
    <message>
        <source>Verify a document</source>
        <translation>验证文件</translation>
    </message>
</context>
<context>
    <name>EndDelegationDialog</name>
    <message>
        <source>Take “{seal}” back from its deputy?</source>
        <translation>收回代管的“{seal}”？</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>收回</translation>
    </message>
    <message>
        <source>The custodian keeps it again. Where the token had passed on, it is back in the custodian&apos;s hand.</source>
        <translation>印章重新由保管人保管。如曾移交密钥，密钥已交回保管人手中。</translation>
    </message>
    <message>
        <source>Custodian</source>
        <translation>保管人</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>The reason is missing</source>
        <translation>请填写事由</translation>
    </message>
</context>
<context>
    <name>FanView</name>
    <message>
        <source>The seal put together</source>
        <translation>拼合后的印章</translation>
    </message>
</context>
<context>
    <name>FindingsList</name>
    <message>
        <source>Rules that are not kept</source>
        <translation>不符合的规则</translation>
    </message>
</context>
<context>
    <name>GuidePanel</name>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Approved requests wait here</source>
        <translation>已批准的申请在这里</translation>
    </message>
    <message>
        <source>Choose one: its document opens. The oldest comes first.</source>
        <translation>单击一份申请，文件随即打开。最早批准的排在最前。</translation>
    </message>
    <message>
        <source>The page is what will be stamped</source>
        <translation>页面上看到的，就是盖出来的</translation>
    </message>
    <message>
        <source>Seals are shown to the page&apos;s scale, exactly where they will be.</source>
        <translation>印章与页面同比例显示，放在哪里就盖在哪里。</translation>
    </message>
    <message>
        <source>From top to bottom: what a stamp needs</source>
        <translation>从上到下，盖章所需一目了然</translation>
    </message>
    <message>
        <source>Document, request, seal, places, checks. What is missing is named above the button.</source>
        <translation>文件、申请、印章、位置、检查。还差什么，按钮上方会写明。</translation>
    </message>
    <message>
        <source>The token&apos;s state is always here</source>
        <translation>密钥状态始终在这里</translation>
    </message>
    <message>
        <source>Insert the USB key. Its PIN is asked for when you stamp; lock it when you leave.</source>
        <translation>请插入密钥。盖章时会要求输入口令；离开时请锁定。</translation>
    </message>
    <message>
        <source>Stamp, after one last look</source>
        <translation>最后核对，然后盖章</translation>
    </message>
    <message>
        <source>You see everything once more before it is done. F1 helps at any time.</source>
        <translation>盖章前会再完整显示一遍供您核对。随时可按 F1 查看帮助。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>HandoverDialog</name>
    <message>
        <source>Hand “{seal}” over to another custodian?</source>
        <translation>将“{seal}”移交给另一位保管人？</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>办理交接</translation>
    </message>
    <message>
        <source>Both sign. From then on the receiver alone stamps with it.</source>
        <translation>双方签署。此后仅由接收人保管使用。</translation>
    </message>
    <message>
        <source>Hands over</source>
        <translation>移交人</translation>
    </message>
    <message>
        <source>Receives</source>
        <translation>接收人</translation>
    </message>
    <message>
        <source>Hand the token with {count} seals over to another custodian?</source>
        <translation>将密钥及其上 {count} 枚印章交接给另一位保管人？</translation>
    </message>
</context>
<context>
    <name>HelpMenu</name>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Help on this page</source>
        <translation>本页帮助</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>键盘操作</translation>
    </message>
    <message>
        <source>Show the guide again</source>
        <translation>再次显示引导</translation>
    </message>
    <message>
        <source>Practise…</source>
        <translation>练习…</translation>
    </message>
    <message>
        <source>Delete practice data…</source>
        <translation>删除练习数据…</translation>
    </message>
    <message>
        <source>Diagnostic bundle…</source>
        <translation>诊断包…</translation>
    </message>
    <message>
        <source>About SealDesk</source>
        <translation>关于</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>SealDesk help</source>
        <translation>电子公章用印工作台 · 帮助</translation>
    </message>
    <message>
        <source>Search the help</source>
        <translation>搜索帮助</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Help page</source>
        <translation>帮助内容</translation>
    </message>
    <message>
        <source>No topic has these words.</source>
        <translation>没有包含这些词的主题。</translation>
    </message>
</context>
<context>
    <name>HitList</name>
    <message>
        <source>Places where the words stand</source>
        <translation>关键字所在的位置</translation>
    </message>
</context>
<context>
    <name>KeptDialog</name>
    <message>
        <source>The use request must name the PDF</source>
        <translation>须用这份 PDF 申请用印</translation>
    </message>
    <message>
        <source>Approvals name a document&apos;s exact bytes. Save the PDF and have the use request made for it; the original file would be another document.</source>
        <translation>用印审批对应的是文件的确切内容。请另存这份 PDF，并用它办理用印申请；用原文件申请，会被视为另一份文件。</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Save the PDF…</source>
        <translation>另存 PDF…</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Save the PDF</source>
        <translation>另存 PDF</translation>
    </message>
</context>
<context>
    <name>KeywordDialog</name>
    <message>
        <source>Place by keyword</source>
        <translation>按关键字放置</translation>
    </message>
    <message>
        <source>The place with its seal</source>
        <translation>该处盖章后的样子</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Enter words that stand where the seal belongs.</source>
        <translation>请输入印章所在处的文字。</translation>
    </message>
    <message>
        <source>{found} places found, {count} ticked.</source>
        <translation>找到 {found} 处，已勾选 {count} 处。</translation>
    </message>
    <message>
        <source>{over} too near the edge: moved inside.</source>
        <translation>{over} 处太靠近页边，放置时会移入页面。</translation>
    </message>
    <message>
        <source>These words were not found.</source>
        <translation>没有找到这些文字。</translation>
    </message>
    <message>
        <source>Scanned pages have no words to be found; place there by hand.</source>
        <translation>扫描的页面没有可查找的文字，请手动放置。</translation>
    </message>
    <message>
        <source>Place {at} of {count}, page {page}</source>
        <translation>第 {at} 处，共 {count} 处 · 第 {page} 页</translation>
    </message>
</context>
<context>
    <name>KeywordForm</name>
    <message>
        <source>To the right</source>
        <translation>向右</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>向下</translation>
    </message>
    <message>
        <source>Keyword</source>
        <translation>关键字</translation>
    </message>
    <message>
        <source>Such as 盖章处; spaces and widths do not matter</source>
        <translation>如“盖章处”；不计空格和全角半角</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>all; such as 1-3,7,last</source>
        <translation>全部；也可填 1-3,7,末页</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页码</translation>
    </message>
    <message>
        <source>Which places</source>
        <translation>选用</translation>
    </message>
    <message>
        <source>The first place</source>
        <translation>第一处</translation>
    </message>
    <message>
        <source>The last place</source>
        <translation>最后一处</translation>
    </message>
    <message>
        <source>Every place</source>
        <translation>每一处</translation>
    </message>
    <message>
        <source>The place of this number</source>
        <translation>指定第几处</translation>
    </message>
    <message>
        <source>As ticked</source>
        <translation>按勾选</translation>
    </message>
    <message>
        <source>Number of the place</source>
        <translation>第几处</translation>
    </message>
    <message>
        <source>to the right</source>
        <translation>向右</translation>
    </message>
    <message>
        <source>down</source>
        <translation>向下</translation>
    </message>
    <message>
        <source>Move by</source>
        <translation>偏移</translation>
    </message>
</context>
<context>
    <name>KeywordHits</name>
    <message>
        <source>Page {page}</source>
        <translation>第 {page} 页</translation>
    </message>
</context>
<context>
    <name>LastLookDialog</name>
    <message>
        <source>Previous stamped page</source>
        <translation>上一个盖章页</translation>
    </message>
    <message>
        <source>Next stamped page</source>
        <translation>下一个盖章页</translation>
    </message>
    <message>
        <source>Stamp</source>
        <translation>盖章</translation>
    </message>
    <message>
        <source>Back to editing</source>
        <translation>返回修改</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Lock the document</source>
        <translation>锁定文件</translation>
    </message>
    <message>
        <source>Please look again</source>
        <translation>请再次核对</translation>
    </message>
    <message>
        <source>Practice: nothing of this counts outside this workspace</source>
        <translation>练习：本次用印只在练习工作区内有效</translation>
    </message>
    <message>
        <source>After stamping nothing can be undone; the use is recorded and counted.</source>
        <translation>盖章后无法撤销；本次用印将计入记录和次数。</translation>
    </message>
    <message>
        <source>Then nothing can be added any more: no seal, no signature, no entry in a form.</source>
        <translation>锁定后不能再加盖印章、签名或填写表单。</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>申请</translation>
    </message>
    <message>
        <source>Seal</source>
        <translation>印章</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Custodian</source>
        <translation>保管人</translation>
    </message>
    <message>
        <source>Uses left afterwards</source>
        <translation>盖章后剩余</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Saved as</source>
        <translation>保存为</translation>
    </message>
    <message>
        <source>Page {page}, stamped page {at} of {count}</source>
        <translation>第 {page} 页（盖章页 {at} / {count}）</translation>
    </message>
    <message>
        <source>Drawing the page…</source>
        <translation>正在绘制页面…</translation>
    </message>
    <message>
        <source>This page cannot be drawn.</source>
        <translation>无法绘制此页。</translation>
    </message>
</context>
<context>
    <name>LastLookWords</name>
    <message>
        <source>Stamp {seals} seals on {count} places?</source>
        <translation>将加盖 {seals} 枚印章，共 {count} 处</translation>
    </message>
    <message>
        <source>Stamp “{seal}” on one place?</source>
        <translation>将在 1 处加盖“{seal}”</translation>
    </message>
    <message>
        <source>Stamp “{seal}” on {count} places?</source>
        <translation>将在 {count} 处加盖“{seal}”</translation>
    </message>
    <message>
        <source>1 use</source>
        <translation>1 次</translation>
    </message>
    <message>
        <source>{count} uses</source>
        <translation>{count} 次</translation>
    </message>
    <message>
        <source>{count} uses left afterwards</source>
        <translation>盖章后剩余 {count} 次</translation>
    </message>
    <message>
        <source>{count} on page {pages}</source>
        <translation>第 {pages} 页，共 {count} 处</translation>
    </message>
    <message>
        <source>straddle seal over page {pages}</source>
        <translation>第 {pages} 页骑缝</translation>
    </message>
    <message>
        <source>a seal is on a blank page</source>
        <translation>有印章盖在空白页上</translation>
    </message>
    <message>
        <source>two seals touch</source>
        <translation>有两枚印章相碰</translation>
    </message>
    <message>
        <source>page {page}</source>
        <translation>第 {page} 页</translation>
    </message>
</context>
<context>
    <name>LeaveDialog</name>
    <message>
        <source>Leave without saving the design?</source>
        <translation>不保存设计就关闭？</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>不保存并关闭</translation>
    </message>
    <message>
        <source>Go on drawing</source>
        <translation>继续绘制</translation>
    </message>
    <message>
        <source>What was changed is lost. To keep it: Save as a file ▸ Design.</source>
        <translation>所作修改将会丢失。如需保留，请用“另存为文件”▸“设计文件”。</translation>
    </message>
</context>
<context>
    <name>LedgerPage</name>
    <message>
        <source>All entries</source>
        <translation>显示全部记录</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Check ledger</source>
        <translation>校验记录</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Usage ledger</source>
        <translation>用印记录</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Nothing has been stamped here yet.</source>
        <translation>还没有用印记录。</translation>
    </message>
    <message>
        <source>{count} entries</source>
        <translation>共 {count} 条</translation>
    </message>
    <message>
        <source>{shown} of {count} entries</source>
        <translation>显示 {shown} 条，共 {count} 条</translation>
    </message>
    <message>
        <source>Checking the ledger…</source>
        <translation>正在校验用印记录…</translation>
    </message>
    <message>
        <source>The ledger is sound: {count} entries, nothing edited or missing</source>
        <translation>用印记录完好：共 {count} 条，没有改动或缺失</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
    <message>
        <source>The ledger does not hold. Tell the auditor.</source>
        <translation>用印记录校验未通过，请报告审计人员。</translation>
    </message>
    <message>
        <source>Export the ledger</source>
        <translation>导出用印记录</translation>
    </message>
    <message>
        <source>{count} entries written</source>
        <translation>已导出 {count} 条</translation>
    </message>
</context>
<context>
    <name>LedgerTable</name>
    <message>
        <source>No.</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>Seal</source>
        <translation>印章</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>申请人</translation>
    </message>
    <message>
        <source>By</source>
        <translation>经手人</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由或原因</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>SealDesk</source>
        <translation>电子公章用印工作台</translation>
    </message>
    <message>
        <source>Stamping</source>
        <translation>用印</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批量用印</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Usage ledger</source>
        <translation>用印记录</translation>
    </message>
    <message>
        <source>Seals</source>
        <translation>印章台账</translation>
    </message>
    <message>
        <source>To try it, press “Practise…”. For real use the system administrator sets it up.</source>
        <translation>可点“练习…”试用；正式使用请系统管理员建立。</translation>
    </message>
    <message>
        <source>Interrupted acts were settled</source>
        <translation>上次中断的用印已处理</translation>
    </message>
    <message>
        <source>Ending soon</source>
        <translation>即将到期</translation>
    </message>
    <message>
        <source>{organisation} – SealDesk</source>
        <translation>{organisation} · 电子公章用印工作台</translation>
    </message>
    <message>
        <source>Practice · {title}</source>
        <translation>练习 · {title}</translation>
    </message>
    <message>
        <source>This workspace belongs to another computer</source>
        <translation>本工作区属于另一台计算机</translation>
    </message>
    <message>
        <source>It can be read and verified here, but not stamp. Use it where it was enrolled.</source>
        <translation>在这里可以查阅和验证，但不能用印；请在登记的计算机上用印。</translation>
    </message>
</context>
<context>
    <name>MakeSealDialog</name>
    <message>
        <source>Make “{seal}”</source>
        <translation>制作“{seal}”</translation>
    </message>
    <message>
        <source>Make the seal</source>
        <translation>制作印章</translation>
    </message>
    <message>
        <source>The seal maker&apos;s key signs the electronic seal; it is locked into the vault for the tokens.</source>
        <translation>制章者的密钥签署电子印章，印章按所选密钥加密存入印章库。</translation>
    </message>
    <message>
        <source>Tokens that may stamp with it</source>
        <translation>可使用此印章的密钥</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图样</translation>
    </message>
    <message>
        <source>Password of the seal maker&apos;s key</source>
        <translation>制章密钥的密码</translation>
    </message>
    <message>
        <source>The picture is missing</source>
        <translation>尚无图样</translation>
    </message>
    <message>
        <source>No token is chosen</source>
        <translation>尚未选择密钥</translation>
    </message>
    <message>
        <source>The password of the seal maker&apos;s key is missing</source>
        <translation>请输入制章密钥的密码</translation>
    </message>
</context>
<context>
    <name>OfficialDialog</name>
    <message>
        <source>Place as on an official document</source>
        <translation>按公文格式放置</translation>
    </message>
    <message>
        <source>The page with the proposed seal and the rule lines</source>
        <translation>建议的用印位置和规则线</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>发文机关署名</translation>
    </message>
    <message>
        <source>The seal has text along its lower arc</source>
        <translation>印章下弧有文字</translation>
    </message>
    <message>
        <source>Then its middle lies on the date, so that text and date stay readable</source>
        <translation>此时印章中心压在成文日期上，使下弧文字和日期都清晰</translation>
    </message>
    <message>
        <source>Keyword…</source>
        <translation>按关键字…</translation>
    </message>
    <message>
        <source>Place as proposed</source>
        <translation>按建议放置</translation>
    </message>
    <message>
        <source>Type area</source>
        <translation>版心</translation>
    </message>
    <message>
        <source>Four characters from the right</source>
        <translation>右空四字</translation>
    </message>
    <message>
        <source>The seal&apos;s top, at the lowest</source>
        <translation>印章顶端最低处</translation>
    </message>
    <message>
        <source>Looking for issuer and date in the text…</source>
        <translation>正在文字中查找发文机关署名和成文日期…</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>成文日期</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页码</translation>
    </message>
    <message>
        <source>Rules (GB/T 9704)</source>
        <translation>规则核对（GB/T 9704）</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>page {page}</source>
        <translation>第 {page} 页</translation>
    </message>
    <message>
        <source>The place keeps all rules.</source>
        <translation>位置符合各项规则。</translation>
    </message>
</context>
<context>
    <name>PageBar</name>
    <message>
        <source>Previous page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Page number</source>
        <translation>页码</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Fit width</source>
        <translation>适合宽度</translation>
    </message>
    <message>
        <source>Fit page</source>
        <translation>适合整页</translation>
    </message>
    <message>
        <source>Pages one below the other</source>
        <translation>连续滚动</translation>
    </message>
    <message>
        <source>Find in the document (Ctrl+F)</source>
        <translation>在文件中查找（Ctrl+F）</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>100 % (true size)</source>
        <translation>100 %（实际大小）</translation>
    </message>
    <message>
        <source>Measure the screen…</source>
        <translation>校准屏幕…</translation>
    </message>
    <message>
        <source>Zoom; 100 % is true size on this screen</source>
        <translation>显示比例；在此屏幕上，100 % 即实际大小</translation>
    </message>
    <message>
        <source>Zoom; 100 % is about true size: nobody has measured this screen yet</source>
        <translation>显示比例；此屏幕尚未校准，100 % 约为实际大小</translation>
    </message>
    <message>
        <source>Zoom: {percent}</source>
        <translation>显示比例：{percent}</translation>
    </message>
</context>
<context>
    <name>PageCanvas</name>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Page {number} of {count}</source>
        <translation>第 {number} 页，共 {count} 页</translation>
    </message>
</context>
<context>
    <name>PageMenu</name>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>True size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>Fit width</source>
        <translation>适合宽度</translation>
    </message>
    <message>
        <source>Fit page</source>
        <translation>适合页面</translation>
    </message>
    <message>
        <source>Measure the screen…</source>
        <translation>校准屏幕…</translation>
    </message>
    <message>
        <source>Go to page…</source>
        <translation>转到页…</translation>
    </message>
    <message>
        <source>Find in the document…</source>
        <translation>在文件中查找…</translation>
    </message>
    <message>
        <source>Next hit</source>
        <translation>下一处</translation>
    </message>
    <message>
        <source>Hit before</source>
        <translation>上一处</translation>
    </message>
    <message>
        <source>Pages one below the other</source>
        <translation>连续滚动</translation>
    </message>
    <message>
        <source>One page at a time</source>
        <translation>单页显示</translation>
    </message>
</context>
<context>
    <name>PageSearchBar</name>
    <message>
        <source>Find in the document</source>
        <translation>在文件中查找</translation>
    </message>
    <message>
        <source>The hit before (Shift+F3)</source>
        <translation>上一处（Shift+F3）</translation>
    </message>
    <message>
        <source>The next hit (F3)</source>
        <translation>下一处（F3）</translation>
    </message>
    <message>
        <source>End the search (Esc)</source>
        <translation>结束查找（Esc）</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>第 {place} 处，共 {count} 处</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>searched {count} of {pages} pages</source>
        <translation>已查找 {count} 页，共 {pages} 页</translation>
    </message>
    <message>
        <source>too many to look for more</source>
        <translation>结果过多，已停止查找</translation>
    </message>
    <message>
        <source>pages that could not be read: {count}</source>
        <translation>{count} 页无法读取</translation>
    </message>
    <message>
        <source>This document is scanned: its pages are pictures without text</source>
        <translation>此文件为扫描件：页面是图片，没有文字</translation>
    </message>
    <message>
        <source>scanned pages without text: {count}</source>
        <translation>{count} 页为扫描页，没有文字</translation>
    </message>
</context>
<context>
    <name>PageSizeBar</name>
    <message>
        <source>By the stated size</source>
        <translation>按标称大小</translation>
    </message>
    <message>
        <source>Page {page} says it is {width} × {height} mm; it looks like a scan of {paper}.</source>
        <translation>第 {page} 页标称 {width} × {height} 毫米，看起来是扫描的 {paper}。</translation>
    </message>
    <message>
        <source>How large is a seal on this paper?</source>
        <translation>印章按哪种纸张大小换算？</translation>
    </message>
    <message>
        <source>As on {paper}</source>
        <translation>按 {paper} 换算</translation>
    </message>
</context>
<context>
    <name>PagesView</name>
    <message>
        <source>Previous page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Drawing the page…</source>
        <translation>正在绘制页面…</translation>
    </message>
    <message>
        <source>Page {page} of {count} · {width} × {height} mm</source>
        <translation>第 {page} 页，共 {count} 页 · {width} × {height} mm</translation>
    </message>
</context>
<context>
    <name>PasswordDialog</name>
    <message>
        <source>Open an encrypted document</source>
        <translation>打开加密文件</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Do not open</source>
        <translation>不打开</translation>
    </message>
    <message>
        <source>The document is encrypted. Its password opens it.</source>
        <translation>文件已加密，请输入打开密码。</translation>
    </message>
</context>
<context>
    <name>PeopleSign</name>
    <message>
        <source>Choose</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>Nobody may do this</source>
        <translation>无人有此权限</translation>
    </message>
    <message>
        <source>Own password</source>
        <translation>本人密码</translation>
    </message>
    <message>
        <source>Password of: {signer}</source>
        <translation>密码：{signer}</translation>
    </message>
    <message>
        <source>Two different people have to sign.</source>
        <translation>须由不同的人员签署。</translation>
    </message>
</context>
<context>
    <name>PinAsking</name>
    <message>
        <source>The PIN is unblocked</source>
        <translation>口令已解锁</translation>
    </message>
    <message>
        <source>The PIN was changed</source>
        <translation>口令已修改</translation>
    </message>
</context>
<context>
    <name>PinDialog</name>
    <message>
        <source>Unlock token</source>
        <translation>解锁密钥</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>The PIN is locked</source>
        <translation>口令已锁定</translation>
    </message>
    <message>
        <source>Unblock the PIN…</source>
        <translation>解锁口令…</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>PIN and unblocking code are locked</source>
        <translation>口令和解锁码均已锁定</translation>
    </message>
    <message>
        <source>This token cannot be unblocked any more. It has to be replaced or set up anew.</source>
        <translation>该密钥无法再解锁，须更换或重新初始化。</translation>
    </message>
    <message>
        <source>Too many wrong PINs were entered. Whoever has the unblocking code can set a new PIN.</source>
        <translation>口令多次输错。持有解锁码的人可以重新设置口令。</translation>
    </message>
    <message>
        <source>This is the last try</source>
        <translation>这是最后一次机会</translation>
    </message>
    <message>
        <source>Another wrong PIN locks the token. If you are not certain, stop here.</source>
        <translation>再输错一次，密钥将被锁定。没有把握时，请不要继续。</translation>
    </message>
    <message>
        <source>The PIN was wrong before</source>
        <translation>先前输错过口令</translation>
    </message>
    <message>
        <source>Few tries are left. Check it before you enter it again.</source>
        <translation>剩余次数不多，请核对后再输入。</translation>
    </message>
    <message>
        <source>This token takes the PIN or a finger itself</source>
        <translation>本密钥自带键盘或指纹</translation>
    </message>
    <message>
        <source>Press “Begin”, then enter the PIN on the token or lay your finger on it.</source>
        <translation>点“开始”，然后在密钥上输入口令或按指纹。</translation>
    </message>
    <message>
        <source>Unlocking…</source>
        <translation>正在解锁…</translation>
    </message>
</context>
<context>
    <name>PinField</name>
    <message>
        <source>Caps Lock is on</source>
        <translation>大写锁定已打开</translation>
    </message>
</context>
<context>
    <name>PinPrompt</name>
    <message>
        <source>{label} · serial number {serial}</source>
        <translation>{label} · 序列号 {serial}</translation>
    </message>
    <message>
        <source>I am certain of the PIN and use the last try</source>
        <translation>我确定口令无误，使用最后一次机会</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Enter the PIN on the token, or lay your finger on it</source>
        <translation>请在密钥上输入口令或按指纹</translation>
    </message>
    <message>
        <source>The token waits two minutes at most.</source>
        <translation>密钥最多等待两分钟。</translation>
    </message>
    <message>
        <source>Tries are running low; how many are left, this token does not tell.</source>
        <translation>可尝试的次数已不多，但此密钥不告知具体次数。</translation>
    </message>
    <message>
        <source>How many tries are left, this token does not tell.</source>
        <translation>此密钥不告知还可尝试的次数。</translation>
    </message>
    <message>
        <source>Practice: the PIN of the practice token is {pin}, unless you changed it.</source>
        <translation>练习环境：练习密钥的口令是 {pin}（自行修改过的除外）。</translation>
    </message>
    <message>
        <source>{refusal}. {heading}</source>
        <translation>{refusal}；{heading}</translation>
    </message>
</context>
<context>
    <name>PinRulesList</name>
    <message>
        <source>Entered twice alike</source>
        <translation>两次输入一致</translation>
    </message>
    <message>
        <source>{least} to {most} characters</source>
        <translation>{least}–{most} 位</translation>
    </message>
    <message>
        <source>At least {least} characters</source>
        <translation>至少 {least} 位</translation>
    </message>
</context>
<context>
    <name>PlacePanel</name>
    <message>
        <source>From the left</source>
        <translation>距左边</translation>
    </message>
    <message>
        <source>From the top</source>
        <translation>距上边</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Turned</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Unlock the size</source>
        <translation>允许改变尺寸</translation>
    </message>
    <message>
        <source>Repeat on other pages</source>
        <translation>在其他页重复</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>距左边</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>距上边</translation>
    </message>
    <message>
        <source>Return to the true size</source>
        <translation>恢复实际尺寸</translation>
    </message>
</context>
<context>
    <name>PlacePreview</name>
    <message>
        <source>This page cannot be drawn.</source>
        <translation>该页无法显示。</translation>
    </message>
    <message>
        <source>Drawing the page…</source>
        <translation>正在绘制页面…</translation>
    </message>
</context>
<context>
    <name>PlacesMenu</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Place with the mouse</source>
        <translation>用鼠标放置</translation>
    </message>
    <message>
        <source>Place in the middle of the view</source>
        <translation>放在视图中央</translation>
    </message>
    <message>
        <source>Straddle seal…</source>
        <translation>骑缝章…</translation>
    </message>
    <message>
        <source>As on an official document…</source>
        <translation>按公文格式…</translation>
    </message>
    <message>
        <source>By keyword…</source>
        <translation>按关键字…</translation>
    </message>
    <message>
        <source>By template…</source>
        <translation>按模板…</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>再放一枚</translation>
    </message>
    <message>
        <source>Repeat on other pages…</source>
        <translation>复制到其他页…</translation>
    </message>
    <message>
        <source>Choose the next seal</source>
        <translation>选择下一处印迹</translation>
    </message>
    <message>
        <source>Add another seal…</source>
        <translation>加盖另一印章…</translation>
    </message>
    <message>
        <source>Stamp…</source>
        <translation>盖章…</translation>
    </message>
</context>
<context>
    <name>PlacesStep</name>
    <message>
        <source>Places</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Place seal</source>
        <translation>放置印章</translation>
    </message>
    <message>
        <source>The seal follows the mouse; a click places it (Insert: in the middle)</source>
        <translation>印章随鼠标移动，单击落下（Insert 键：放在中央）</translation>
    </message>
    <message>
        <source>Straddle seal</source>
        <translation>骑缝章</translation>
    </message>
    <message>
        <source>Over issuer and date of an official document, found in its text</source>
        <translation>自动查找署名和成文日期，按公文格式放置</translation>
    </message>
    <message>
        <source>Where a word stands in the text</source>
        <translation>按文字位置放置</translation>
    </message>
    <message>
        <source>Official</source>
        <translation>公文…</translation>
    </message>
    <message>
        <source>Keyword</source>
        <translation>关键字…</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板…</translation>
    </message>
    <message>
        <source>Use places that were saved for such documents, or save these</source>
        <translation>使用为此类文件保存的位置，或保存当前位置</translation>
    </message>
    <message>
        <source>{count} placed</source>
        <translation>已放 {count} 处</translation>
    </message>
    <message>
        <source>None placed</source>
        <translation>尚未放置</translation>
    </message>
    <message>
        <source>Not possible on a signed document: it would break the earlier signature</source>
        <translation>已签名的文件不能加盖骑缝章：会破坏先前的签名</translation>
    </message>
    <message>
        <source>One seal over the edges of several pages</source>
        <translation>一枚印章分盖在多页的边缘</translation>
    </message>
    <message>
        <source>Page {page} · {x}, {y} mm</source>
        <translation>第 {page} 页 · {x}, {y} mm</translation>
    </message>
    <message>
        <source>Straddle seal over {count} pages</source>
        <translation>骑缝章，共 {count} 页</translation>
    </message>
</context>
<context>
    <name>PlacingDialog</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Place {count} seals</source>
        <translation>放置 {count} 个印迹</translation>
    </message>
    <message>
        <source>Place the seal</source>
        <translation>放置印章</translation>
    </message>
    <message>
        <source>The request allows {left} more.</source>
        <translation>用印申请还可用 {left} 次。</translation>
    </message>
    <message>
        <source>The request allows no more.</source>
        <translation>用印申请已无剩余次数。</translation>
    </message>
</context>
<context>
    <name>PlacingHistory</name>
    <message>
        <source>Undo: {step}</source>
        <translation>撤销：{step}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo: {step}</source>
        <translation>重做：{step}</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>place seal</source>
        <translation>放置印章</translation>
    </message>
    <message>
        <source>place straddle seal</source>
        <translation>放置骑缝章</translation>
    </message>
    <message>
        <source>move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>nudge</source>
        <translation>微移</translation>
    </message>
    <message>
        <source>change size</source>
        <translation>改变大小</translation>
    </message>
    <message>
        <source>return to true size</source>
        <translation>恢复实际尺寸</translation>
    </message>
    <message>
        <source>turn</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>repeat on other pages</source>
        <translation>复制到其他页</translation>
    </message>
    <message>
        <source>duplicate</source>
        <translation>再放一枚</translation>
    </message>
    <message>
        <source>paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>correct the page size</source>
        <translation>校正页面尺寸</translation>
    </message>
    <message>
        <source>remove a seal from the act</source>
        <translation>移出印章</translation>
    </message>
</context>
<context>
    <name>PlacingVerbs</name>
    <message>
        <source>Duplicate</source>
        <translation>再放一枚</translation>
    </message>
    <message>
        <source>Repeat on other pages…</source>
        <translation>复制到其他页…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste on this page</source>
        <translation>粘贴到本页</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Turn left by 15°</source>
        <translation>左转 15°</translation>
    </message>
    <message>
        <source>Turn right by 15°</source>
        <translation>右转 15°</translation>
    </message>
    <message>
        <source>Upright</source>
        <translation>转正</translation>
    </message>
    <message>
        <source>True size</source>
        <translation>恢复实际尺寸</translation>
    </message>
</context>
<context>
    <name>PracticeDialog</name>
    <message>
        <source>Practise in a window of its own?</source>
        <translation>打开练习窗口？</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Practise</source>
        <translation>开始练习</translation>
    </message>
    <message>
        <source>Its seals, token, people and documents are made for practising. No real seal can be touched from it.</source>
        <translation>其中的印章、密钥、人员和文件都只供练习，碰不到真实的印章。</translation>
    </message>
    <message>
        <source>The PIN of the practice token stands in the help of that window: press F1 there.</source>
        <translation>练习密钥的口令写在练习窗口的帮助中，在那里按 F1 查看“练习”。</translation>
    </message>
    <message>
        <source>Making token, seals and documents…</source>
        <translation>正在准备密钥、印章和文件…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Its window could not be opened.</source>
        <translation>练习窗口未能打开。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Practising could not be prepared</source>
        <translation>未能准备练习</translation>
    </message>
</context>
<context>
    <name>PracticeGround</name>
    <message>
        <source>PRACTICE</source>
        <translation>练习</translation>
    </message>
</context>
<context>
    <name>PrintDialog</name>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Printed at true size and in colour, nothing is shrunk. The ledger has your name and the count.</source>
        <translation>按实际尺寸、彩色打印，不缩放。打印人和次数记入用印记录。</translation>
    </message>
    <message>
        <source>Who prints it</source>
        <translation>打印人</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Print a copy for reading of “{name}”</source>
        <translation>打印“{name}”的供阅览副本</translation>
    </message>
    <message>
        <source>Print “{name}”</source>
        <translation>打印“{name}”</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>打印机</translation>
    </message>
    <message>
        <source>No printer</source>
        <translation>没有打印机</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页码</translation>
    </message>
    <message>
        <source>Copies</source>
        <translation>份数</translation>
    </message>
    <message>
        <source>One side</source>
        <translation>单面</translation>
    </message>
    <message>
        <source>Both sides</source>
        <translation>双面</translation>
    </message>
    <message>
        <source>Sides</source>
        <translation>单双面</translation>
    </message>
    <message>
        <source>Printed before</source>
        <translation>此前打印</translation>
    </message>
    <message>
        <source>never</source>
        <translation>未打印过</translation>
    </message>
    <message>
        <source>{jobs} times, {copies} copies; {reading} copies for reading</source>
        <translation>{jobs} 次，共 {copies} 份；供阅览副本 {reading} 份</translation>
    </message>
    <message>
        <source>There is no printer</source>
        <translation>没有可用的打印机</translation>
    </message>
    <message>
        <source>This printer prints no colour: the seal will not be red.</source>
        <translation>这台打印机不能打印彩色，印章不会是红色。</translation>
    </message>
    <message>
        <source>Larger than the printer&apos;s paper, and cut off at its right and lower edge: page {pages}.</source>
        <translation>第 {pages} 页大于打印机的纸张，右边和下边会被裁掉。</translation>
    </message>
    <message>
        <source>The printer cannot print the outer {margin} mm of the paper, and something is there on page {pages}; a straddle seal loses its edge. Use a printer without margins, or larger paper cut to size.</source>
        <translation>打印机打不到纸边 {margin} 毫米以内，第 {pages} 页靠边的内容会被裁掉，骑缝章会缺边。请换用可无边距打印的打印机，或用大一号的纸打印后裁切。</translation>
    </message>
    <message>
        <source>Not everything will be on paper</source>
        <translation>有内容印不到纸上</translation>
    </message>
</context>
<context>
    <name>PrintFlow</name>
    <message>
        <source>Printing</source>
        <translation>正在打印</translation>
    </message>
    <message>
        <source>Page {page} of {count}</source>
        <translation>第 {page} 页，共 {count} 页</translation>
    </message>
</context>
<context>
    <name>PrintMenu</name>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Print a copy for reading…</source>
        <translation>打印供阅览副本…</translation>
    </message>
    <message>
        <source>Save a copy for reading…</source>
        <translation>另存供阅览副本…</translation>
    </message>
</context>
<context>
    <name>ProgressDialog</name>
    <message>
        <source>Beginning…</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Leave the token inserted.</source>
        <translation>请勿拔出密钥。</translation>
    </message>
    <message>
        <source>{left} s left of {limit}</source>
        <translation>最长等待 {limit} 秒，还剩 {left} 秒</translation>
    </message>
    <message>
        <source>Enter the PIN on the token, or lay your finger on it</source>
        <translation>请在密钥上输入口令或按指纹</translation>
    </message>
    <message>
        <source>The token asks for it once more to sign.</source>
        <translation>密钥签名前会再次要求验证。</translation>
    </message>
    <message>
        <source>Touch the button on the token, if it blinks</source>
        <translation>请触摸密钥上的按键（如果它在闪烁）</translation>
    </message>
    <message>
        <source>Some tokens wait for a finger before they sign.</source>
        <translation>有的密钥须触摸后才会签名。</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>正在取消…</translation>
    </message>
</context>
<context>
    <name>RenewSealDialog</name>
    <message>
        <source>Renew “{seal}” for a further term</source>
        <translation>换发“{seal}”</translation>
    </message>
    <message>
        <source>Renew</source>
        <translation>换发</translation>
    </message>
    <message>
        <source>Its picture stays. Nothing stamps until the new version was filed, issued and put into use.</source>
        <translation>图样不变。新版本备案、发放并启用之前不能用印。</translation>
    </message>
    <message>
        <source>Years from today</source>
        <translation>自今日起有效年数</translation>
    </message>
</context>
<context>
    <name>RepeatDialog</name>
    <message>
        <source>Repeat</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Repeat the impression on other pages</source>
        <translation>在其他页重复此印迹</translation>
    </message>
</context>
<context>
    <name>RequestStep</name>
    <message>
        <source>Request</source>
        <translation>申请</translation>
    </message>
    <message>
        <source>How to ask for one</source>
        <translation>如何提出申请</translation>
    </message>
    <message>
        <source>{id} · {left} of {all} left</source>
        <translation>{id} · 还可盖 {left} 次，共 {all} 次</translation>
    </message>
    <message>
        <source>{id} · {left} of {all} left with these places</source>
        <translation>{id} · 盖后还剩 {left} 次，共 {all} 次</translation>
    </message>
    <message>
        <source>Choose a request…</source>
        <translation>请选择申请…</translation>
    </message>
    <message>
        <source>Without a workspace nothing can be stamped.</source>
        <translation>没有工作区，不能用印。</translation>
    </message>
    <message>
        <source>Choose a task on the left, or open a document.</source>
        <translation>请从左侧选择申请，或打开文件。</translation>
    </message>
    <message>
        <source>Several requests fit this document.</source>
        <translation>有多份申请适用于此文件。</translation>
    </message>
    <message>
        <source>No approved request names this very document.</source>
        <translation>没有与此文件内容相符的已批准申请。</translation>
    </message>
    <message>
        <source>The applicant can ask for its use.</source>
        <translation>可由用印人提出用印申请。</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>Open folder</source>
        <translation>打开所在文件夹</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Copy for reading…</source>
        <translation>供阅览副本…</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>用印记录</translation>
    </message>
    <message>
        <source>Next request</source>
        <translation>下一份申请</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>“{document}” is stamped, verified and recorded</source>
        <translation>“{document}”已盖章、验证并记录</translation>
    </message>
    <message>
        <source>Seal</source>
        <translation>印章</translation>
    </message>
    <message>
        <source>Impressions</source>
        <translation>用印处数</translation>
    </message>
    <message>
        <source>{count} places</source>
        <translation>{count} 处</translation>
    </message>
    <message>
        <source>1 use</source>
        <translation>1 次</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Custodian</source>
        <translation>保管人</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>申请</translation>
    </message>
    <message>
        <source>Uses left</source>
        <translation>剩余次数</translation>
    </message>
    <message>
        <source>1 place</source>
        <translation>1 处</translation>
    </message>
    <message>
        <source>{count} uses</source>
        <translation>{count} 次</translation>
    </message>
    <message>
        <source>Ledger entry</source>
        <translation>用印记录编号</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
</context>
<context>
    <name>SaveTemplateDialog</name>
    <message>
        <source>Save the places as a template</source>
        <translation>将位置保存为模板</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>For documents of the class</source>
        <translation>适用的文件类别</translation>
    </message>
    <message>
        <source>Every document</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Keyword</source>
        <translation>关键字</translation>
    </message>
    <message>
        <source>words that stand in the text</source>
        <translation>例如：盖章处</translation>
    </message>
    <message>
        <source>Which place</source>
        <translation>哪一处</translation>
    </message>
    <message>
        <source>first place</source>
        <translation>第一处</translation>
    </message>
    <message>
        <source>last place</source>
        <translation>最后一处</translation>
    </message>
    <message>
        <source>every place</source>
        <translation>每一处</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>For documents</source>
        <translation>适用文件</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Also at the keyword</source>
        <translation>另按关键字</translation>
    </message>
    <message>
        <source>Distances are kept from the nearest sides, so that they fit other page sizes, too.</source>
        <translation>位置按最近的页边记录，页面大小不同时也适用。</translation>
    </message>
</context>
<context>
    <name>ScreenRulerDialog</name>
    <message>
        <source>Measure the screen</source>
        <translation>校准屏幕</translation>
    </message>
    <message>
        <source>Bank card or identity card</source>
        <translation>银行卡或身份证</translation>
    </message>
    <message>
        <source>Ruler</source>
        <translation>直尺</translation>
    </message>
    <message>
        <source>What you hold to the screen</source>
        <translation>用来比对的实物</translation>
    </message>
    <message>
        <source>Size on the screen</source>
        <translation>屏幕上的大小</translation>
    </message>
    <message>
        <source>Keep this size</source>
        <translation>保存此大小</translation>
    </message>
    <message>
        <source>As the screen says</source>
        <translation>按屏幕标称</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>比对实物</translation>
    </message>
    <message>
        <source>100 mm are {count} pixels ({dpi} dpi)</source>
        <translation>100 毫米为 {count} 像素（{dpi} dpi）</translation>
    </message>
    <message>
        <source>Hold a card to the screen, its left edge at the left edge of the drawn one, and drag the line with the arrows until both are equally wide. All these cards are {width} mm wide (ISO/IEC 7810).</source>
        <translation>将卡片贴在屏幕上，左边与图中卡片的左边对齐，拖动带箭头的线，直到两者一样宽。此类卡片的宽度均为 {width} 毫米（ISO/IEC 7810）。</translation>
    </message>
    <message>
        <source>Hold a ruler to the screen, its zero at the drawn zero, and drag the line with the arrows until the marks are in the same places.</source>
        <translation>将直尺贴在屏幕上，零刻度与图中的零刻度对齐，拖动带箭头的线，直到刻度完全重合。</translation>
    </message>
</context>
<context>
    <name>ScreenRulerPicture</name>
    <message>
        <source>Card or ruler on the screen</source>
        <translation>屏幕上的卡片或直尺</translation>
    </message>
</context>
<context>
    <name>SealActs</name>
    <message>
        <source>{step}: done</source>
        <translation>{step}：已办理</translation>
    </message>
    <message>
        <source>“{seal}” ({id}): {state}.</source>
        <translation>“{seal}”（{id}）：{state}。</translation>
    </message>
    <message>
        <source>It does not stamp any more. Tell the administrators now.</source>
        <translation>该印章已不能用印，请立即告知管理员。</translation>
    </message>
    <message>
        <source>Its picture could not be removed from the vault: delete its file by hand.</source>
        <translation>保险库中的印章图像未能删除，请手工删除其文件。</translation>
    </message>
    <message>
        <source>The minutes can be saved again from the custody so far, at any time.</source>
        <translation>交接单可随时在“保管记录”中再次保存。</translation>
    </message>
    <message>
        <source>Next: the receiver changes the token&apos;s PIN (menu Token ▸ Tokens…); then it stamps.</source>
        <translation>下一步：接收人须先修改口令（菜单“密钥”▸“密钥…”），之后方可用印。</translation>
    </message>
    <message>
        <source>Custody of “{seal}” is entered</source>
        <translation>“{seal}”的保管变动已登记</translation>
    </message>
    <message>
        <source>custody minutes {seal}</source>
        <translation>印章交接单 {seal}</translation>
    </message>
    <message>
        <source>Save the minutes</source>
        <translation>保存交接单</translation>
    </message>
    <message>
        <source>The minutes are saved</source>
        <translation>交接单已保存</translation>
    </message>
    <message>
        <source>Report now: {seals}</source>
        <translation>请立即挂失或报损：{seals}</translation>
    </message>
    <message>
        <source>The count is entered; seals are missing or damaged</source>
        <translation>清点已登记；有印章缺失或损坏</translation>
    </message>
    <message>
        <source>{count} seals looked for</source>
        <translation>共清点 {count} 枚</translation>
    </message>
    <message>
        <source>The count is entered</source>
        <translation>清点已登记</translation>
    </message>
    <message>
        <source>Workbook</source>
        <translation>工作簿</translation>
    </message>
    <message>
        <source>Export the seal register</source>
        <translation>导出印章台账</translation>
    </message>
    <message>
        <source>Seal register</source>
        <translation>印章台账</translation>
    </message>
    <message>
        <source>The register is written</source>
        <translation>印章台账已导出</translation>
    </message>
    <message>
        <source>Save the attachment</source>
        <translation>保存附件</translation>
    </message>
    <message>
        <source>The attachment is saved</source>
        <translation>附件已保存</translation>
    </message>
    <message>
        <source>test sheet {seal}</source>
        <translation>测试盖章 {seal}</translation>
    </message>
    <message>
        <source>Save the test sheet</source>
        <translation>保存测试盖章</translation>
    </message>
    <message>
        <source>The test sheet is saved</source>
        <translation>测试盖章已保存</translation>
    </message>
    <message>
        <source>Save the clean picture</source>
        <translation>保存印章原图</translation>
    </message>
    <message>
        <source>The clean picture was taken out</source>
        <translation>印章原图已取出</translation>
    </message>
</context>
<context>
    <name>SealApplicationDialog</name>
    <message>
        <source>Apply for a seal</source>
        <translation>申请制作印章</translation>
    </message>
    <message>
        <source>Hand in the application</source>
        <translation>提交申请</translation>
    </message>
    <message>
        <source>It is reviewed before the seal is made. A number is given by itself.</source>
        <translation>审核通过后方可制作。编号自动生成。</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>申请人</translation>
    </message>
    <message>
        <source>Why this seal is needed</source>
        <translation>申请事由</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>Only where the seal belongs to a department</source>
        <translation>部门章填写，其他可不填</translation>
    </message>
    <message>
        <source>Full text of the seal</source>
        <translation>印章全文</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>所属单位</translation>
    </message>
    <message>
        <source>Credit code</source>
        <translation>统一社会信用代码</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>所属部门</translation>
    </message>
    <message>
        <source>Shape and size</source>
        <translation>形状与尺寸</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Custodian</source>
        <translation>保管人</translation>
    </message>
    <message>
        <source>Years of validity</source>
        <translation>有效年数</translation>
    </message>
    <message>
        <source>Materials</source>
        <translation>申请材料</translation>
    </message>
    <message>
        <source>This workspace is the one of “{organisation}”.</source>
        <translation>本工作区属于“{organisation}”。</translation>
    </message>
    <message>
        <source>The holder is another organisation</source>
        <translation>所属单位是另一个单位</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>holder</source>
        <translation>所属单位</translation>
    </message>
    <message>
        <source>credit code (18 characters)</source>
        <translation>统一社会信用代码（18 位）</translation>
    </message>
    <message>
        <source>custodian</source>
        <translation>保管人</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>Missing: {things}</source>
        <translation>还缺：{things}</translation>
    </message>
</context>
<context>
    <name>SealCheckDialog</name>
    <message>
        <source>Open the picture…</source>
        <translation>打开图像…</translation>
    </message>
    <message>
        <source>On paper</source>
        <translation>在纸面上</translation>
    </message>
    <message>
        <source>The ink alone</source>
        <translation>仅印迹</translation>
    </message>
    <message>
        <source>True size: {size}</source>
        <translation>实际尺寸：{size}</translation>
    </message>
    <message>
        <source>The picture lies locked in the vault. The seal&apos;s token opens it: its holder {person} enters the PIN, for this look alone. The token is locked again when this window closes.</source>
        <translation>图像锁在印章库中，须用该印章的密钥打开：请密钥保管人{person}输入口令，仅供本次查看。关闭本窗口后密钥随即锁定。</translation>
    </message>
    <message>
        <source>Opened with the token of this seal</source>
        <translation>用此印章的密钥打开</translation>
    </message>
    <message>
        <source>Open the picture and look at it first</source>
        <translation>请先打开图像查看</translation>
    </message>
</context>
<context>
    <name>SealCountDialog</name>
    <message>
        <source>Count the seals</source>
        <translation>清点印章</translation>
    </message>
    <message>
        <source>Enter the count</source>
        <translation>登记清点结果</translation>
    </message>
    <message>
        <source>Look for each seal, its token and its vault file. What is missing has to be reported as well.</source>
        <translation>逐枚核对印章、密钥和印章库文件。缺失的印章还须另行挂失。</translation>
    </message>
    <message>
        <source>Administrator or auditor</source>
        <translation>管理员或审计员</translation>
    </message>
    <message>
        <source>Second person</source>
        <translation>第二人</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Remark on {seal}</source>
        <translation>备注：{seal}</translation>
    </message>
    <message>
        <source>{count} seals not counted yet</source>
        <translation>还有 {count} 枚未清点</translation>
    </message>
</context>
<context>
    <name>SealDetailsPanel</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Choose a seal to see everything about it.</source>
        <translation>选择一枚印章以查看详情。</translation>
    </message>
    <message>
        <source>Report the loss or the damage, or count it again.</source>
        <translation>请挂失或报损；已找到的，请重新清点。</translation>
    </message>
    <message>
        <source>Seal</source>
        <translation>印章</translation>
    </message>
    <message>
        <source>Custody</source>
        <translation>保管</translation>
    </message>
    <message>
        <source>Certificates and vault</source>
        <translation>证书与印章库</translation>
    </message>
    <message>
        <source>Life</source>
        <translation>办理过程</translation>
    </message>
    <message>
        <source>Custody so far</source>
        <translation>保管记录</translation>
    </message>
    <message>
        <source>Specimen of the seal</source>
        <translation>印章样章</translation>
    </message>
    <message>
        <source>No specimen</source>
        <translation>无样章</translation>
    </message>
    <message>
        <source>Not made yet</source>
        <translation>尚未制作</translation>
    </message>
    <message>
        <source>Test sheet…</source>
        <translation>测试盖章…</translation>
    </message>
    <message>
        <source>Lost or damaged?</source>
        <translation>遗失或损坏？</translation>
    </message>
    <message>
        <source>This seal&apos;s life is over; its record stays.</source>
        <translation>此印章已办结，记录予以保留。</translation>
    </message>
    <message>
        <source>Nobody registered here may take the next step.</source>
        <translation>名册中没有可办理下一步的人员。</translation>
    </message>
    <message>
        <source>Apply…</source>
        <translation>申请…</translation>
    </message>
    <message>
        <source>Approve…</source>
        <translation>审核通过…</translation>
    </message>
    <message>
        <source>Reject…</source>
        <translation>不予通过…</translation>
    </message>
    <message>
        <source>Make the seal…</source>
        <translation>制作…</translation>
    </message>
    <message>
        <source>Check the picture…</source>
        <translation>复核图像…</translation>
    </message>
    <message>
        <source>Return the picture…</source>
        <translation>退回图像…</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>登记备案…</translation>
    </message>
    <message>
        <source>Issue…</source>
        <translation>发放…</translation>
    </message>
    <message>
        <source>Put into use…</source>
        <translation>启用…</translation>
    </message>
    <message>
        <source>Suspend…</source>
        <translation>停用…</translation>
    </message>
    <message>
        <source>Resume…</source>
        <translation>恢复使用…</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>变更…</translation>
    </message>
    <message>
        <source>Renew…</source>
        <translation>换发…</translation>
    </message>
    <message>
        <source>Report the loss…</source>
        <translation>挂失…</translation>
    </message>
    <message>
        <source>Report damage…</source>
        <translation>报损…</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>更换…</translation>
    </message>
    <message>
        <source>Cancel for good…</source>
        <translation>注销…</translation>
    </message>
    <message>
        <source>Destroy…</source>
        <translation>销毁…</translation>
    </message>
    <message>
        <source>{start} to {end}</source>
        <translation>{start} 至 {end}</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>规格</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>所属单位</translation>
    </message>
    <message>
        <source>Credit code</source>
        <translation>信用代码</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>所属部门</translation>
    </message>
    <message>
        <source>Filing number</source>
        <translation>备案号</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>有效期</translation>
    </message>
    <message>
        <source>{years} years asked for</source>
        <translation>申请 {years} 年</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Materials</source>
        <translation>申请材料</translation>
    </message>
    <message>
        <source>Custodian</source>
        <translation>保管人</translation>
    </message>
    <message>
        <source>Deputy</source>
        <translation>代管人</translation>
    </message>
    <message>
        <source>the time is over; not given back yet</source>
        <translation>已到期，尚未交回</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>代管至</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>自</translation>
    </message>
    <message>
        <source>Hand over…</source>
        <translation>交接…</translation>
    </message>
    <message>
        <source>Name a deputy…</source>
        <translation>代管…</translation>
    </message>
    <message>
        <source>End the deputy&apos;s time…</source>
        <translation>收回代管…</translation>
    </message>
    <message>
        <source>A deputy keeps this seal: end the deputy&apos;s time first.</source>
        <translation>印章正由他人代管，请先收回代管。</translation>
    </message>
    <message>
        <source>nobody registered</source>
        <translation>未登记持有人</translation>
    </message>
    <message>
        <source>weaker: its key leaves the token</source>
        <translation>较弱：解密密钥会离开密钥设备</translation>
    </message>
    <message>
        <source>May sign</source>
        <translation>可签署</translation>
    </message>
    <message>
        <source>May open</source>
        <translation>可打开</translation>
    </message>
    <message>
        <source>Recovery</source>
        <translation>可恢复</translation>
    </message>
    <message>
        <source>None before the seal is made.</source>
        <translation>制作后方有。</translation>
    </message>
    <message>
        <source>Take the clean picture out…</source>
        <translation>取出印章原图…</translation>
    </message>
</context>
<context>
    <name>SealHistory</name>
    <message>
        <source>Picture drawn</source>
        <translation>图样为绘制</translation>
    </message>
    <message>
        <source>Picture imported</source>
        <translation>图样为导入</translation>
    </message>
    <message>
        <source>Filing number {number}</source>
        <translation>备案号 {number}</translation>
    </message>
    <message>
        <source>Replaced by {seal}</source>
        <translation>由 {seal} 替换</translation>
    </message>
    <message>
        <source>Its picture could not be removed from the vault</source>
        <translation>保险库中的印章图像未能删除</translation>
    </message>
    <message>
        <source>token</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>software</source>
        <translation>软件</translation>
    </message>
    <message>
        <source>Handed back: {things}</source>
        <translation>已交回：{things}</translation>
    </message>
    <message>
        <source>Minutes (PDF)…</source>
        <translation>交接单（PDF）…</translation>
    </message>
    <message>
        <source>Until {time}</source>
        <translation>至 {time}</translation>
    </message>
    <message>
        <source>Approved by {person}</source>
        <translation>批准人：{person}</translation>
    </message>
</context>
<context>
    <name>SealImportDialog</name>
    <message>
        <source>Import a seal&apos;s picture</source>
        <translation>导入印章图像</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页码</translation>
    </message>
    <message>
        <source>Turn clockwise</source>
        <translation>顺时针旋转</translation>
    </message>
    <message>
        <source>not entered</source>
        <translation>未填写</translation>
    </message>
    <message>
        <source>No file chosen yet</source>
        <translation>尚未选择文件</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>After</source>
        <translation>处理后</translation>
    </message>
    <message>
        <source>Drop a scan, a photo, a drawing or a PDF here</source>
        <translation>将扫描件、照片、图形或 PDF 拖到此处</translation>
    </message>
    <message>
        <source>The seal will be shown here</source>
        <translation>印章将显示在此处</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Use this picture</source>
        <translation>使用此图像</translation>
    </message>
    <message>
        <source>It stays a draft until a second person has checked it.</source>
        <translation>须经另一人复核后方可使用。</translation>
    </message>
    <message>
        <source>as applied for</source>
        <translation>按申请</translation>
    </message>
    <message>
        <source>Choose a seal&apos;s picture</source>
        <translation>选择印章图像</translation>
    </message>
    <message>
        <source>Choose another…</source>
        <translation>另选文件…</translation>
    </message>
    <message>
        <source>Reading the picture…</source>
        <translation>正在读取图像…</translation>
    </message>
    <message>
        <source>No seal can be shown</source>
        <translation>没有可显示的印章</translation>
    </message>
    <message>
        <source>Measure the seal&apos;s outer edges and enter its width.</source>
        <translation>请量印章外缘，填写宽度。</translation>
    </message>
    <message>
        <source>{width} × {height} mm</source>
        <translation>{width} × {height} mm</translation>
    </message>
    <message>
        <source>source {dpi} dpi</source>
        <translation>原图 {dpi} dpi</translation>
    </message>
    <message>
        <source>edges {width} mm wide</source>
        <translation>边缘宽 {width} mm</translation>
    </message>
    <message>
        <source>The picture is good enough to be made a seal.</source>
        <translation>图像质量满足制章要求。</translation>
    </message>
    <message>
        <source>Stand upright ({angle}°)</source>
        <translation>转正（{angle}°）</translation>
    </message>
</context>
<context>
    <name>SealMakerDialog</name>
    <message>
        <source>Draw a seal</source>
        <translation>绘制印章</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Show the whole seal</source>
        <translation>显示整枚印章</translation>
    </message>
    <message>
        <source>True size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>Over text</source>
        <translation>叠在文字上</translation>
    </message>
    <message>
        <source>Open a design…</source>
        <translation>打开设计…</translation>
    </message>
    <message>
        <source>Save as a file</source>
        <translation>另存为文件</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Use this seal</source>
        <translation>使用此印章</translation>
    </message>
    <message>
        <source>PNG, 600 dpi…</source>
        <translation>PNG，600 dpi…</translation>
    </message>
    <message>
        <source>PNG, 300 dpi…</source>
        <translation>PNG，300 dpi…</translation>
    </message>
    <message>
        <source>SVG…</source>
        <translation>SVG…</translation>
    </message>
    <message>
        <source>PDF…</source>
        <translation>PDF…</translation>
    </message>
    <message>
        <source>Test sheet (PDF)…</source>
        <translation>测试盖章页（PDF）…</translation>
    </message>
    <message>
        <source>Design…</source>
        <translation>设计文件…</translation>
    </message>
    <message>
        <source>seal</source>
        <translation>印章</translation>
    </message>
    <message>
        <source>test sheet</source>
        <translation>测试盖章</translation>
    </message>
    <message>
        <source>Save the draft</source>
        <translation>保存草稿</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Open a design</source>
        <translation>打开设计</translation>
    </message>
</context>
<context>
    <name>SealMakerForm</name>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>样式</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>使用单位</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>In the middle</source>
        <translation>中央</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>留空</translation>
    </message>
    <message>
        <source>star</source>
        <translation>五角星</translation>
    </message>
    <message>
        <source>emblem (SVG file)</source>
        <translation>徽标（SVG 文件）</translation>
    </message>
    <message>
        <source>number or text</source>
        <translation>数字或文字</translation>
    </message>
    <message>
        <source>More measures</source>
        <translation>更多尺寸</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>样式</translation>
    </message>
    <message>
        <source>Name on the arc</source>
        <translation>弧形文字（名称）</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>印文</translation>
    </message>
    <message>
        <source>Horizontal line</source>
        <translation>横排文字</translation>
    </message>
    <message>
        <source>Code ({digits} digits)</source>
        <translation>防伪编码（{digits} 位）</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Border</source>
        <translation>边框粗细</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>五角星尺寸</translation>
    </message>
    <message>
        <source>Emblem</source>
        <translation>徽标尺寸</translation>
    </message>
    <message>
        <source>Choose an emblem…</source>
        <translation>选择徽标…</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Letters of the name</source>
        <translation>名称字高</translation>
    </message>
    <message>
        <source>Letters of the line</source>
        <translation>横排文字字高</translation>
    </message>
    <message>
        <source>White on red</source>
        <translation>白文（红底白字）</translation>
    </message>
    <message>
        <source>Read in columns from the right</source>
        <translation>自右竖读</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Second arc</source>
        <translation>第二圈文字</translation>
    </message>
    <message>
        <source>Along the bottom</source>
        <translation>下弧文字</translation>
    </message>
    <message>
        <source>Inner line</source>
        <translation>内线粗细</translation>
    </message>
    <message>
        <source>Between border and inner line</source>
        <translation>边框与内线间距</translation>
    </message>
    <message>
        <source>Letters of the second arc</source>
        <translation>第二圈字高</translation>
    </message>
    <message>
        <source>Letters along the bottom</source>
        <translation>下弧文字字高</translation>
    </message>
    <message>
        <source>Digits of the code</source>
        <translation>编码字高</translation>
    </message>
    <message>
        <source>Letters of the number</source>
        <translation>数字字高</translation>
    </message>
    <message>
        <source>Width of the number</source>
        <translation>数字总宽</translation>
    </message>
    <message>
        <source>Width of the line</source>
        <translation>横排文字总宽</translation>
    </message>
    <message>
        <source>Line below the centre</source>
        <translation>横排文字距中心</translation>
    </message>
    <message>
        <source>Star below the centre</source>
        <translation>五角星距中心</translation>
    </message>
    <message>
        <source>Between border and name</source>
        <translation>边框与名称间距</translation>
    </message>
    <message>
        <source>Between the arcs</source>
        <translation>两圈文字间距</translation>
    </message>
    <message>
        <source>Angle of the name</source>
        <translation>名称所占角度</translation>
    </message>
    <message>
        <source>Angle of the second arc</source>
        <translation>第二圈所占角度</translation>
    </message>
    <message>
        <source>Angle along the bottom</source>
        <translation>下弧文字所占角度</translation>
    </message>
    <message>
        <source>Angle of the code</source>
        <translation>编码所占角度</translation>
    </message>
    <message>
        <source>Turn the arcs</source>
        <translation>弧形文字旋转</translation>
    </message>
    <message>
        <source>Width of the letters (1 = natural)</source>
        <translation>字宽比例（1 为原宽）</translation>
    </message>
    <message>
        <source>Between border and characters</source>
        <translation>边框与文字间距</translation>
    </message>
    <message>
        <source>Fewer measures</source>
        <translation>收起更多尺寸</translation>
    </message>
    <message>
        <source>Choose an emblem</source>
        <translation>选择徽标</translation>
    </message>
</context>
<context>
    <name>SealPictureOutDialog</name>
    <message>
        <source>Take the clean picture of “{seal}” out of the vault?</source>
        <translation>从印章库取出“{seal}”的印章原图？</translation>
    </message>
    <message>
        <source>Take the picture out</source>
        <translation>取出图像</translation>
    </message>
    <message>
        <source>It is written to {path}.</source>
        <translation>图像将写入 {path}。</translation>
    </message>
    <message>
        <source>First administrator</source>
        <translation>第一位管理员</translation>
    </message>
    <message>
        <source>Second administrator</source>
        <translation>第二位管理员</translation>
    </message>
    <message>
        <source>Whoever has this file can copy the seal. The ledger names both of you, and the reason.</source>
        <translation>持有此文件者可以仿制印章。用印记录将记下两位管理员和事由。</translation>
    </message>
    <message>
        <source>Token that opens the seal now</source>
        <translation>现在可打开此印章的密钥</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>No token is chosen</source>
        <translation>尚未选择密钥</translation>
    </message>
    <message>
        <source>The reason is missing</source>
        <translation>请填写事由</translation>
    </message>
</context>
<context>
    <name>SealPicturePart</name>
    <message>
        <source>No picture yet</source>
        <translation>尚无图样</translation>
    </message>
    <message>
        <source>Draw it…</source>
        <translation>绘制…</translation>
    </message>
    <message>
        <source>Import it…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Imported, {size}. A second person checks it before it is filed.</source>
        <translation>已导入，{size}。备案前须由第二人复核。</translation>
    </message>
    <message>
        <source>Drawn, {size}.</source>
        <translation>已绘制，{size}。</translation>
    </message>
</context>
<context>
    <name>SealPreview</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
</context>
<context>
    <name>SealStep</name>
    <message>
        <source>Seal</source>
        <translation>印章</translation>
    </message>
    <message>
        <source>Add another seal…</source>
        <translation>加盖另一印章…</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>移出</translation>
    </message>
    <message>
        <source>The seal that is marked leaves the act, with its places</source>
        <translation>将选中的印章及其位置移出本次用印</translation>
    </message>
    <message>
        <source>Seals of this act</source>
        <translation>本次用印的印章</translation>
    </message>
    <message>
        <source>Its picture is shown once the token is unlocked</source>
        <translation>解锁后显示印章图样</translation>
    </message>
    <message>
        <source>Named by the request</source>
        <translation>由申请确定</translation>
    </message>
    <message>
        <source>{seal} · {placed} placed, {left} left</source>
        <translation>{seal} · 已放 {placed}，余 {left}</translation>
    </message>
</context>
<context>
    <name>SealStepDialog</name>
    <message>
        <source>Filing number</source>
        <translation>备案号</translation>
    </message>
    <message>
        <source>The seal that takes its place</source>
        <translation>替换它的印章</translation>
    </message>
    <message>
        <source>I looked at the test sheet: shape, text and size are right</source>
        <translation>已查看测试盖章：形状、文字、尺寸无误</translation>
    </message>
    <message>
        <source>The token was handed back</source>
        <translation>密钥已交回</translation>
    </message>
    <message>
        <source>Its PIN was handed back</source>
        <translation>密钥口令已交回</translation>
    </message>
    <message>
        <source>Software and certificates were handed back</source>
        <translation>软件和证书已交回</translation>
    </message>
    <message>
        <source>What happened: when, where, what was lost</source>
        <translation>说明：何时、何地、遗失何物</translation>
    </message>
    <message>
        <source>What is damaged, since when</source>
        <translation>说明：何处损坏、何时发现</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>Remark (may stay empty)</source>
        <translation>备注（可不填）</translation>
    </message>
    <message>
        <source>No other seal of this kind: have it applied for first</source>
        <translation>没有同类的其他印章，请先申请制作</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>Missing: {things}</source>
        <translation>还缺：{things}</translation>
    </message>
</context>
<context>
    <name>SealsPage</name>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Apply for a seal…</source>
        <translation>申请印章…</translation>
    </message>
    <message>
        <source>Count…</source>
        <translation>清点…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Seals</source>
        <translation>印章台账</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>A seal begins with an application. It is approved, made, filed and issued; then its custodian puts it into use.</source>
        <translation>印章从申请开始：审核、制作、备案、发放之后，由保管人启用。</translation>
    </message>
    <message>
        <source>No seals yet</source>
        <translation>还没有印章</translation>
    </message>
    <message>
        <source>Choose it to see what is wrong; have the ledger checked.</source>
        <translation>请选择该印章查看原因，并检查用印记录。</translation>
    </message>
    <message>
        <source>Not in order: {seals}</source>
        <translation>记录异常：{seals}</translation>
    </message>
    <message>
        <source>{count} seals</source>
        <translation>共 {count} 枚</translation>
    </message>
    <message>
        <source>{shown} of {count} seals</source>
        <translation>显示 {shown} 枚，共 {count} 枚</translation>
    </message>
</context>
<context>
    <name>SealsTable</name>
    <message>
        <source>Seal no.</source>
        <translation>印章编号</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>规格</translation>
    </message>
    <message>
        <source>Kept by</source>
        <translation>保管人</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>有效期至</translation>
    </message>
    <message>
        <source>Last use</source>
        <translation>最近用印</translation>
    </message>
    <message>
        <source>Uses</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>deputy</source>
        <translation>代管</translation>
    </message>
    <message>
        <source>Last count ({day}): {found}</source>
        <translation>最近一次清点（{day}）：{found}</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无人保管</translation>
    </message>
    <message>
        <source>deputy until {day}</source>
        <translation>代管至{day}</translation>
    </message>
</context>
<context>
    <name>SignPinDialog</name>
    <message>
        <source>Confirm with the PIN</source>
        <translation>请再输入口令</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Do not stamp</source>
        <translation>不盖章</translation>
    </message>
    <message>
        <source>This is the last try</source>
        <translation>这是最后一次机会</translation>
    </message>
    <message>
        <source>Another wrong PIN locks the token. If you are not certain, stop here.</source>
        <translation>再输错一次，密钥就会锁定。没有把握时请到此为止。</translation>
    </message>
    <message>
        <source>Entry {at} of {count}</source>
        <translation>第 {at} 次，共 {count} 次</translation>
    </message>
    <message>
        <source>This key asks for the PIN at every use</source>
        <translation>该密钥每次使用都要输入口令</translation>
    </message>
</context>
<context>
    <name>SnapChoice</name>
    <message>
        <source>Snap to lines (Alt: not)</source>
        <translation>对齐参考线（按住 Alt 不对齐）</translation>
    </message>
</context>
<context>
    <name>SnapLines</name>
    <message>
        <source>page centre</source>
        <translation>页面中线</translation>
    </message>
    <message>
        <source>type area</source>
        <translation>版心</translation>
    </message>
    <message>
        <source>text margin</source>
        <translation>正文边线</translation>
    </message>
    <message>
        <source>seal centre</source>
        <translation>印章中线</translation>
    </message>
    <message>
        <source>seal edge</source>
        <translation>印章边线</translation>
    </message>
    <message>
        <source>3 mm apart</source>
        <translation>相距 3 毫米</translation>
    </message>
    <message>
        <source>issuer</source>
        <translation>署名</translation>
    </message>
    <message>
        <source>date</source>
        <translation>成文日期</translation>
    </message>
    <message>
        <source>signature field</source>
        <translation>签章域</translation>
    </message>
</context>
<context>
    <name>StampPage</name>
    <message>
        <source>Approved requests</source>
        <translation>待用印的申请</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Open a document…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Choose a task on the left</source>
        <translation>请从左侧选择申请</translation>
    </message>
    <message>
        <source>or drop a PDF, a picture or an office document here</source>
        <translation>或将 PDF、图片、办公文档拖到这里</translation>
    </message>
    <message>
        <source>Documents ({patterns})</source>
        <translation>文档 ({patterns})</translation>
    </message>
    <message>
        <source>Open a document</source>
        <translation>打开文件</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Practice workspace</source>
        <translation>练习工作区</translation>
    </message>
    <message>
        <source>No workspace</source>
        <translation>没有工作区</translation>
    </message>
    <message>
        <source>Show the tokens</source>
        <translation>查看密钥</translation>
    </message>
    <message>
        <source>Unlock…</source>
        <translation>解锁…</translation>
    </message>
    <message>
        <source>No token inserted</source>
        <translation>未插入密钥</translation>
    </message>
    <message>
        <source>Unlocked: {token} · nobody at the desk: locks in {seconds} s</source>
        <translation>已解锁：{token} · 无人操作，{seconds} 秒后锁定</translation>
    </message>
    <message>
        <source>Unlocked: {token} · locks in {minutes}:{seconds}</source>
        <translation>已解锁：{token} · {minutes}:{seconds} 后锁定</translation>
    </message>
    <message>
        <source>Lock now</source>
        <translation>立即锁定</translation>
    </message>
    <message>
        <source>PIN locked: {token}</source>
        <translation>口令已锁定：{token}</translation>
    </message>
    <message>
        <source>Unblock…</source>
        <translation>解锁口令…</translation>
    </message>
    <message>
        <source>Inserted, locked: {token}</source>
        <translation>已插入，未解锁：{token}</translation>
    </message>
    <message>
        <source>Workstation keys lie in files</source>
        <translation>工作站密钥存于文件</translation>
    </message>
    <message>
        <source>Whoever can read this user&apos;s files can take the workstation&apos;s keys. Outside of practice they belong into the desktop&apos;s keyring.</source>
        <translation>能读取本用户文件的人就能取走工作站密钥。正式使用时，密钥应存入系统钥匙串。</translation>
    </message>
    <message>
        <source>No ledger</source>
        <translation>没有用印记录</translation>
    </message>
    <message>
        <source>Ledger: {count} entries</source>
        <translation>用印记录 {count} 条</translation>
    </message>
    <message>
        <source>No audit centre</source>
        <translation>未设审计中心</translation>
    </message>
    <message>
        <source>Synced with the centre</source>
        <translation>已与审计中心同步</translation>
    </message>
    <message>
        <source>{count} entries not synced</source>
        <translation>{count} 条未同步</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>立即同步</translation>
    </message>
    <message>
        <source>Syncing…</source>
        <translation>正在同步…</translation>
    </message>
</context>
<context>
    <name>StepWords</name>
    <message>
        <source>Approve the application for “{seal}”?</source>
        <translation>同意制作“{seal}”？</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>审核通过</translation>
    </message>
    <message>
        <source>You looked at the materials and agree that this seal is made.</source>
        <translation>已查看申请材料，同意制作此印章。</translation>
    </message>
    <message>
        <source>Reject the application for “{seal}”?</source>
        <translation>不同意制作“{seal}”？</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>不予通过</translation>
    </message>
    <message>
        <source>The seal is not made. A new application stays possible.</source>
        <translation>此印章不予制作，可以重新申请。</translation>
    </message>
    <message>
        <source>Is this the true picture of “{seal}”?</source>
        <translation>这是“{seal}”的真实图样吗？</translation>
    </message>
    <message>
        <source>It is the true picture</source>
        <translation>图样无误</translation>
    </message>
    <message>
        <source>Somebody else imported it. Compare the outline, every character and the size.</source>
        <translation>图样由他人导入，请逐一核对轮廓、每个文字和尺寸。</translation>
    </message>
    <message>
        <source>Return the picture of “{seal}”?</source>
        <translation>退回“{seal}”的图像？</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>The picture is not taken; the seal has to be made anew.</source>
        <translation>此图像不予采用，须重新制作。</translation>
    </message>
    <message>
        <source>Enter the filing of “{seal}”</source>
        <translation>登记“{seal}”的备案</translation>
    </message>
    <message>
        <source>Enter the filing</source>
        <translation>登记备案</translation>
    </message>
    <message>
        <source>The seal was filed with the authority; its filing number stands in the register.</source>
        <translation>印章已在主管部门备案，备案号记入台账。</translation>
    </message>
    <message>
        <source>Issue “{seal}” to its custodian?</source>
        <translation>将“{seal}”发放给保管人？</translation>
    </message>
    <message>
        <source>Issue</source>
        <translation>发放</translation>
    </message>
    <message>
        <source>Both sign that the token was handed over and taken.</source>
        <translation>双方签署，确认密钥已交付并收到。</translation>
    </message>
    <message>
        <source>Put “{seal}” into use?</source>
        <translation>启用“{seal}”？</translation>
    </message>
    <message>
        <source>Put into use</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>From now on it stamps. Look at the test sheet first: every size, and over text.</source>
        <translation>启用后即可用印。请先查看测试盖章：各种尺寸及压字效果。</translation>
    </message>
    <message>
        <source>Suspend “{seal}”?</source>
        <translation>停用“{seal}”？</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>It does not stamp until two administrators resume its use.</source>
        <translation>停用后不能用印，须由两位管理员恢复。</translation>
    </message>
    <message>
        <source>Resume the use of “{seal}”?</source>
        <translation>恢复使用“{seal}”？</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>恢复使用</translation>
    </message>
    <message>
        <source>It stamps again at once.</source>
        <translation>恢复后即可用印。</translation>
    </message>
    <message>
        <source>Report “{seal}” lost and freeze it at once?</source>
        <translation>挂失“{seal}”并立即冻结？</translation>
    </message>
    <message>
        <source>Report the loss and freeze</source>
        <translation>挂失并冻结</translation>
    </message>
    <message>
        <source>It stops stamping at once. After a loss it never comes back: a new seal takes its place, or it is cancelled.</source>
        <translation>该印章立即不能用印。挂失后不能恢复，只能补办更换或注销。</translation>
    </message>
    <message>
        <source>Report “{seal}” damaged and freeze it at once?</source>
        <translation>报损“{seal}”并立即冻结？</translation>
    </message>
    <message>
        <source>Report damage and freeze</source>
        <translation>报损并冻结</translation>
    </message>
    <message>
        <source>It stops stamping at once. Two administrators decide whether it comes back.</source>
        <translation>该印章立即不能用印，是否恢复由两位管理员决定。</translation>
    </message>
    <message>
        <source>This cannot be undone. Documents it stamped before stay valid.</source>
        <translation>此操作不能撤销。此前所盖文件仍然有效。</translation>
    </message>
    <message>
        <source>Replace “{seal}” by another seal?</source>
        <translation>用另一枚印章更换“{seal}”？</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>更换</translation>
    </message>
    <message>
        <source>The new seal is made first, under its own application.</source>
        <translation>新印章须先另行申请并制作。</translation>
    </message>
    <message>
        <source>Cancel “{seal}” for good?</source>
        <translation>注销“{seal}”？</translation>
    </message>
    <message>
        <source>Cancel for good</source>
        <translation>注销</translation>
    </message>
    <message>
        <source>The approved application belongs to it.</source>
        <translation>须附上已批准的注销申请。</translation>
    </message>
    <message>
        <source>Destroy “{seal}”?</source>
        <translation>销毁“{seal}”？</translation>
    </message>
    <message>
        <source>Destroy</source>
        <translation>销毁</translation>
    </message>
    <message>
        <source>Its picture leaves the vault for ever; the record and its history stay.</source>
        <translation>图样将从印章库永久删除，登记信息和办理过程予以保留。</translation>
    </message>
</context>
<context>
    <name>StraddleDialog</name>
    <message>
        <source>Straddle seal over several pages</source>
        <translation>在多页上加盖骑缝章</translation>
    </message>
    <message>
        <source>Seal before</source>
        <translation>上一枚</translation>
    </message>
    <message>
        <source>Next seal</source>
        <translation>下一枚</translation>
    </message>
    <message>
        <source>Replace the straddle seal</source>
        <translation>替换骑缝章</translation>
    </message>
    <message>
        <source>Place the straddle seal</source>
        <translation>放置骑缝章</translation>
    </message>
    <message>
        <source>Put together, first page on top</source>
        <translation>拼合效果（首页在最上面）</translation>
    </message>
    <message>
        <source>Each page with its strip</source>
        <translation>各页所盖的部分</translation>
    </message>
    <message>
        <source>Cutting the seal…</source>
        <translation>正在分割印章…</translation>
    </message>
    <message>
        <source>One seal for {count} pages</source>
        <translation>改为每枚 {count} 页</translation>
    </message>
    <message>
        <source>strips of {thin} mm</source>
        <translation>每页宽 {thin} 毫米</translation>
    </message>
    <message>
        <source>strips of {thin} to {wide} mm</source>
        <translation>每页宽 {thin} 至 {wide} 毫米</translation>
    </message>
    <message>
        <source>{pages} pages, {seals} whole seals</source>
        <translation>共 {pages} 页，拼成 {seals} 枚印章</translation>
    </message>
    <message>
        <source>{pages} pages, one whole seal</source>
        <translation>共 {pages} 页，拼成一枚印章</translation>
    </message>
    <message>
        <source>{whole}; {strips}</source>
        <translation>{whole}；{strips}</translation>
    </message>
    <message>
        <source>pages {pages}</source>
        <translation>第 {pages} 页</translation>
    </message>
    <message>
        <source>Seal {number} of {count}: {pages}</source>
        <translation>第 {number} 枚，共 {count} 枚：{pages}</translation>
    </message>
</context>
<context>
    <name>StraddleForm</name>
    <message>
        <source>Such as 1-3,7,last</source>
        <translation>如 1-3,7,末页</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Odd pages</source>
        <translation>奇数页</translation>
    </message>
    <message>
        <source> pages</source>
        <translation> 页</translation>
    </message>
    <message>
        <source>Cut at random anew</source>
        <translation>重新随机分割</translation>
    </message>
    <message>
        <source>Edge</source>
        <translation>页边</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页码</translation>
    </message>
    <message>
        <source>All pages</source>
        <translation>全部页</translation>
    </message>
    <message>
        <source>Odd pages, for printing on both sides</source>
        <translation>奇数页（双面打印）</translation>
    </message>
    <message>
        <source>Pages of one seal, at most</source>
        <translation>一枚印章最多盖多少页</translation>
    </message>
    <message>
        <source>Width of the first strip</source>
        <translation>首页所盖的宽度</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>分割</translation>
    </message>
    <message>
        <source>Centre along the edge, in millimetres</source>
        <translation>印章中心沿页边的位置（毫米）</translation>
    </message>
    <message>
        <source>Centre along the edge, in percent</source>
        <translation>印章中心沿页边的位置（百分比）</translation>
    </message>
    <message>
        <source>To be printed on both sides? Choose the odd pages: a fanned pile shows only fronts.</source>
        <translation>双面打印时只盖奇数页：纸张错开后，只露出正面。</translation>
    </message>
    <message>
        <source>One seal for</source>
        <translation>每枚最多</translation>
    </message>
    <message>
        <source>First strip</source>
        <translation>首页宽度</translation>
    </message>
    <message>
        <source>Centre at</source>
        <translation>中心位置</translation>
    </message>
    <message>
        <source>From the top, {low} to {high} mm</source>
        <translation>距上边 {low} 至 {high} 毫米</translation>
    </message>
    <message>
        <source>From the left, {low} to {high} mm</source>
        <translation>距左边 {low} 至 {high} 毫米</translation>
    </message>
    <message>
        <source>odd</source>
        <translation>奇数页</translation>
    </message>
    <message>
        <source>As wide as the others</source>
        <translation>与其他页相同</translation>
    </message>
    <message>
        <source>{times} times as wide</source>
        <translation>其他页的 {times} 倍</translation>
    </message>
</context>
<context>
    <name>StripPages</name>
    <message>
        <source>Pages with their strips</source>
        <translation>各页所盖的部分</translation>
    </message>
    <message>
        <source>Page {page}
{width} mm</source>
        <translation>第 {page} 页
{width} 毫米</translation>
    </message>
</context>
<context>
    <name>TaskList</name>
    <message>
        <source>Approved requests</source>
        <translation>待用印的申请</translation>
    </message>
    <message>
        <source>No approved request is waiting. Documents can still be opened and verified.</source>
        <translation>没有待用印的申请。仍可打开和验证文件。</translation>
    </message>
    <message>
        <source>Without a workspace there are no requests.</source>
        <translation>没有工作区，因而没有申请。</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 天</translation>
    </message>
    <message>
        <source>{count} days</source>
        <translation>{count} 天</translation>
    </message>
</context>
<context>
    <name>TemplateDialog</name>
    <message>
        <source>Places by template</source>
        <translation>按模板放置</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>No template yet. Place seals on a document, then save these places here.</source>
        <translation>还没有模板。请先在文件上放好印章，再将这些位置保存为模板。</translation>
    </message>
    <message>
        <source>The page with the seals as the template places them</source>
        <translation>按模板放置印章后的页面</translation>
    </message>
    <message>
        <source>Previous page with a seal</source>
        <translation>上一个有印章的页</translation>
    </message>
    <message>
        <source>Next page with a seal</source>
        <translation>下一个有印章的页</translation>
    </message>
    <message>
        <source>Save these places as a template…</source>
        <translation>将当前位置保存为模板…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Looking for the places…</source>
        <translation>正在查找位置…</translation>
    </message>
    <message>
        <source>On this document</source>
        <translation>在此文件上</translation>
    </message>
    <message>
        <source>Place the seal first</source>
        <translation>请先放置印章</translation>
    </message>
    <message>
        <source>Every rule of the template has its place.</source>
        <translation>模板中的位置都已找到。</translation>
    </message>
    <message>
        <source>Page {page}, {at} of {count} with a seal</source>
        <translation>第 {page} 页（有印章的第 {at} 页，共 {count} 页）</translation>
    </message>
    <message>
        <source>Delete “{name}” for good</source>
        <translation>确认删除“{name}”</translation>
    </message>
</context>
<context>
    <name>Thumbnails</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
</context>
<context>
    <name>TokenCard</name>
    <message>
        <source>No certificates on this token</source>
        <translation>该密钥中没有证书</translation>
    </message>
    <message>
        <source>Serial number {serial}</source>
        <translation>序列号 {serial}</translation>
    </message>
    <message>
        <source>Registered here, held by {holder}</source>
        <translation>已在本工作站登记，保管人 {holder}</translation>
    </message>
    <message>
        <source>Registered here</source>
        <translation>已在本工作站登记</translation>
    </message>
    <message>
        <source>Not registered here: its PIN has to be changed before it may stamp</source>
        <translation>尚未在本工作站登记：修改口令后才能用印</translation>
    </message>
    <message>
        <source>PIN and unblocking code locked: the token has to be replaced or set up anew</source>
        <translation>口令和解锁码均已锁定：须更换密钥或重新初始化</translation>
    </message>
    <message>
        <source>PIN locked: the unblocking code sets a new one</source>
        <translation>口令已锁定：可用解锁码重新设置</translation>
    </message>
    <message>
        <source>Initial PIN: it has to be changed first</source>
        <translation>初始口令：须先修改</translation>
    </message>
    <message>
        <source>PIN: one last try is left</source>
        <translation>口令：只剩最后一次机会</translation>
    </message>
    <message>
        <source>PIN: wrong before, few tries are left</source>
        <translation>口令：此前输错过，剩余次数不多</translation>
    </message>
    <message>
        <source>Unlocked</source>
        <translation>已解锁</translation>
    </message>
    <message>
        <source>PIN or finger on the token itself</source>
        <translation>在密钥上输入口令或按指纹</translation>
    </message>
    <message>
        <source>PIN in order</source>
        <translation>口令正常</translation>
    </message>
    <message>
        <source>Signing certificate</source>
        <translation>签名证书</translation>
    </message>
    <message>
        <source>Encryption certificate</source>
        <translation>加密证书</translation>
    </message>
    <message>
        <source>May stamp with {seals}</source>
        <translation>可用印章：{seals}</translation>
    </message>
    <message>
        <source>Cannot stamp with {seals} while its PIN is locked</source>
        <translation>口令锁定期间不能使用：{seals}</translation>
    </message>
    <message>
        <source>Not with {seal}: {why}</source>
        <translation>不能用于“{seal}”：{why}</translation>
    </message>
    <message>
        <source>No seal of this workspace names it</source>
        <translation>本工作区没有印章准许使用该证书</translation>
    </message>
    <message>
        <source>Expired on {until}</source>
        <translation>已于 {until} 到期</translation>
    </message>
    <message>
        <source>Valid until {until}, {left} days left</source>
        <translation>有效期至 {until}，还有 {left} 天</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Unlock…</source>
        <translation>解锁…</translation>
    </message>
    <message>
        <source>Change PIN…</source>
        <translation>修改口令…</translation>
    </message>
    <message>
        <source>Unblock PIN…</source>
        <translation>解锁口令…</translation>
    </message>
</context>
<context>
    <name>TokenChecks</name>
    <message>
        <source>Insert the token</source>
        <translation>请插入密钥</translation>
    </message>
</context>
<context>
    <name>TokenChoiceDialog</name>
    <message>
        <source>Which token?</source>
        <translation>使用哪个密钥？</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Several tokens that are plugged in may be used. Choose the one whose PIN you know.</source>
        <translation>插入的密钥中有多个可用，请选择您知道口令的那一个。</translation>
    </message>
    <message>
        <source>Serial number {serial}</source>
        <translation>序列号 {serial}</translation>
    </message>
    <message>
        <source>Holder: {holder}</source>
        <translation>持有人：{holder}</translation>
    </message>
    <message>
        <source>PIN locked</source>
        <translation>口令已锁定</translation>
    </message>
</context>
<context>
    <name>TokenDialog</name>
    <message>
        <source>Tokens</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Restart the drivers</source>
        <translation>重新启动驱动</translation>
    </message>
    <message>
        <source>Reading the tokens…</source>
        <translation>正在读取密钥…</translation>
    </message>
    <message>
        <source>No token inserted</source>
        <translation>未插入密钥</translation>
    </message>
    <message>
        <source>Insert the USB key of your seal; it appears here by itself.</source>
        <translation>请插入印章的密钥（USB Key），插入后会自动显示。</translation>
    </message>
</context>
<context>
    <name>TokenPick</name>
    <message>
        <source>Choose the token</source>
        <translation>请选择密钥</translation>
    </message>
    <message>
        <source>Insert the token</source>
        <translation>请插入密钥</translation>
    </message>
</context>
<context>
    <name>TroubleDialog</name>
    <message>
        <source>For support: {code}</source>
        <translation>供技术支持参考：{code}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>UnblockDialog</name>
    <message>
        <source>Unblock the PIN</source>
        <translation>解锁口令</translation>
    </message>
    <message>
        <source>I am certain of the code and use the last try</source>
        <translation>我确定解锁码无误，使用最后一次机会</translation>
    </message>
    <message>
        <source>Unblocking code (PUK or SO PIN)</source>
        <translation>解锁码（PUK 或管理员口令）</translation>
    </message>
    <message>
        <source>New PIN</source>
        <translation>新口令</translation>
    </message>
    <message>
        <source>New PIN once more</source>
        <translation>再次输入新口令</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>解锁口令</translation>
    </message>
    <message>
        <source>The unblocking code is locked as well</source>
        <translation>解锁码也已锁定</translation>
    </message>
    <message>
        <source>This token cannot be unblocked any more. It has to be replaced or set up anew.</source>
        <translation>该密钥无法再解锁，须更换或重新初始化。</translation>
    </message>
    <message>
        <source>This is the last try of the unblocking code</source>
        <translation>这是解锁码的最后一次机会</translation>
    </message>
    <message>
        <source>Another wrong code makes the token useless for good. If you are not certain, stop here.</source>
        <translation>再输错一次，密钥将永久不能使用。没有把握时请到此为止。</translation>
    </message>
    <message>
        <source>The unblocking code was wrong before</source>
        <translation>此前输错过解锁码</translation>
    </message>
    <message>
        <source>Few tries are left. When they are used up, the token is useless for good.</source>
        <translation>剩余次数不多；用尽后密钥将永久不能使用。</translation>
    </message>
    <message>
        <source>A wrong code counts as a try</source>
        <translation>解锁码输错也计次数</translation>
    </message>
    <message>
        <source>The code came with the token, or the system administrator keeps it.</source>
        <translation>解锁码随密钥发放，或由系统管理员保管。</translation>
    </message>
    <message>
        <source>Unblocking…</source>
        <translation>正在解锁…</translation>
    </message>
</context>
<context>
    <name>VerdictView</name>
    <message>
        <source>Unchanged, but the signer is not to be trusted</source>
        <translation>内容未被改动，但签署者不可信</translation>
    </message>
    <message>
        <source>Unchanged; whether the signer is to be trusted is unknown</source>
        <translation>内容未被改动，签署者是否可信无法确定</translation>
    </message>
    <message>
        <source>A picture of a seal proves nothing by itself.</source>
        <translation>仅有印章图片不能证明任何事情。</translation>
    </message>
    <message>
        <source>Show the ledger entry</source>
        <translation>查看用印记录</translation>
    </message>
    <message>
        <source>Changes after signing</source>
        <translation>签名之后的改动</translation>
    </message>
    <message>
        <source>permitted</source>
        <translation>允许</translation>
    </message>
    <message>
        <source>not permitted</source>
        <translation>不允许</translation>
    </message>
    <message>
        <source>Document timestamp {number}</source>
        <translation>文档时间戳 {number}</translation>
    </message>
    <message>
        <source>Signature {number}</source>
        <translation>签名 {number}</translation>
    </message>
    <message>
        <source>sound</source>
        <translation>成立</translation>
    </message>
    <message>
        <source>not sound</source>
        <translation>不成立</translation>
    </message>
    <message>
        <source>covers its whole revision</source>
        <translation>覆盖其完整版本</translation>
    </message>
    <message>
        <source>does not cover it all</source>
        <translation>未覆盖其完整版本</translation>
    </message>
    <message>
        <source>Signer</source>
        <translation>签署者</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>签署时间</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>可信性</translation>
    </message>
    <message>
        <source>Seal</source>
        <translation>印章</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>印章所有者</translation>
    </message>
    <message>
        <source>Credit code</source>
        <translation>统一社会信用代码</translation>
    </message>
    <message>
        <source>Custodian</source>
        <translation>保管人</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>申请</translation>
    </message>
    <message>
        <source>Ledger entry</source>
        <translation>用印记录编号</translation>
    </message>
</context>
<context>
    <name>VerifyPage</name>
    <message>
        <source>Practise…</source>
        <translation>练习…</translation>
    </message>
    <message>
        <source>Verify another…</source>
        <translation>验证其他文件…</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>验证结论</translation>
    </message>
    <message>
        <source>There is no workspace here: documents can be verified</source>
        <translation>尚未建立工作区，目前只能验证文件</translation>
    </message>
    <message>
        <source>Verify a document</source>
        <translation>验证文件</translation>
    </message>
    <message>
        <source>Verifying…</source>
        <translation>正在验证…</translation>
    </message>
</context>
<context>
    <name>WindowMenus</name>
    <message>
        <source>&amp;Document</source>
        <translation>文件(&amp;D)</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Verify…</source>
        <translation>验证…</translation>
    </message>
    <message>
        <source>Close document</source>
        <translation>关闭文件</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>&amp;Places</source>
        <translation>位置(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation>密钥(&amp;T)</translation>
    </message>
    <message>
        <source>Tokens…</source>
        <translation>密钥…</translation>
    </message>
    <message>
        <source>Unlock or lock</source>
        <translation>解锁或锁定</translation>
    </message>
    <message>
        <source>&amp;Seal</source>
        <translation>印章(&amp;S)</translation>
    </message>
    <message>
        <source>Draw a seal…</source>
        <translation>绘制印章…</translation>
    </message>
</context>
<context>
    <name>WorkDialog</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>{seconds} s so far</source>
        <translation>已用 {seconds} 秒</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
</context>
<context>
    <name>_Making</name>
    <message>
        <source>Remark (may stay empty)</source>
        <translation>备注（可不填）</translation>
    </message>
</context>
<context>
    <name>_NewVersion</name>
    <message>
        <source>Token that opens the seal now</source>
        <translation>现在可打开此印章的密钥</translation>
    </message>
    <message>
        <source>Password of the seal maker&apos;s key</source>
        <translation>制章密钥的密码</translation>
    </message>
    <message>
        <source>No token is chosen</source>
        <translation>尚未选择密钥</translation>
    </message>
    <message>
        <source>The password of the seal maker&apos;s key is missing</source>
        <translation>请输入制章密钥的密码</translation>
    </message>
</context>
<context>
    <name>_Pages</name>
    <message>
        <source>Page {number}</source>
        <translation>第 {number} 页</translation>
    </message>
    <message>
        <source>Page {number}, seals: {count}</source>
        <translation>第 {number} 页，印章 {count} 枚</translation>
    </message>
</context>
<context>
    <name>_PagesDialog</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>{count} pages</source>
        <translation>共 {count} 页</translation>
    </message>
    <message>
        <source>Such as 1-3,7; also: all, odd, even, last</source>
        <translation>例如 1-3,7；也可填写：全部、奇数页、偶数页、末页</translation>
    </message>
</context>
<context>
    <name>_Passing</name>
    <message>
        <source>Token that opens the seal now</source>
        <translation>现在可打开此印章的密钥</translation>
    </message>
    <message>
        <source>The receiver&apos;s own token</source>
        <translation>接收人自己的密钥</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>What passes on</source>
        <translation>移交方式</translation>
    </message>
    <message>
        <source>The receiver&apos;s token is added to the seal, the old one removed. The maker signs this.</source>
        <translation>将接收人的密钥加入此印章并移除原密钥，由制章者签署新版本。</translation>
    </message>
    <message>
        <source>The receiver gets the token, and every seal on it ({count}): {seals}.</source>
        <translation>接收人取得密钥，密钥上的 {count} 枚印章一并移交：{seals}。</translation>
    </message>
    <message>
        <source>Its PIN has to be changed before it stamps again.</source>
        <translation>须先修改口令，方可再次用印。</translation>
    </message>
    <message>
        <source>Password of the seal maker&apos;s key</source>
        <translation>制章密钥的密码</translation>
    </message>
    <message>
        <source>Both tokens have to be plugged in and chosen</source>
        <translation>请插入并选择两个密钥</translation>
    </message>
    <message>
        <source>Two different tokens have to be chosen</source>
        <translation>请选择两个不同的密钥</translation>
    </message>
    <message>
        <source>The password of the seal maker&apos;s key is missing</source>
        <translation>请输入制章密钥的密码</translation>
    </message>
    <message>
        <source>The reason is missing</source>
        <translation>请填写事由</translation>
    </message>
</context>
</TS>
